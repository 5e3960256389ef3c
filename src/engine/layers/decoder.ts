import type { Node } from '../graph/node';
import { selfAttention } from './attention';
import type { ModelContext } from './context';
import { type EncoderLayerOptions, perceptron, residual, sectionOf } from './encoder';
import { multiHeadAttention } from './multi-head';

export interface DecoderLayerOptions extends EncoderLayerOptions {
  /** What is attended besides the layer's own positions, f32[B,Tk,C]. */
  readonly memory: Node;
  /** f32, not 0 where the memory may be attended; broadcastable to [B,H,Tq,Tk]. */
  readonly memoryMask: Node;
  /** Of what the memory's positions are, to the one who looks at it. */
  readonly keys?: string;
  /** What its own positions read, to the one who looks at it, where that is not what they write. */
  readonly reads?: string;
}

/**
 * One decoder layer: self-attention, attention to a memory, a perceptron, each added to its input.
 * `f32[B,Tq,C] → same`
 * Parameters and tensors: `.attn`, `.cross` (multi-head attention each), `.mlp`.
 * Source: Vaswani et al. 2017, section 3.1; pre-norm order: Xiong et al. 2020, figure 1b.
 */
export function decoderLayer(
  m: ModelContext,
  path: string,
  x: Node,
  options: DecoderLayerOptions,
): Node {
  const { memory, memoryMask, heads, dropout, keys, reads } = options;
  const part = residual(m, path, options);
  const section = sectionOf(options);
  m.section(`${path}.attn`, 'attention', { ...section, ...(reads ? { keys: reads } : {}) });
  const itself = part('norm1', 'middle', x, `${path}.attn.out`, (y) =>
    selfAttention(m, `${path}.attn`, y, options),
  );
  m.section(`${path}.cross`, 'crossAttention', { ...section, ...(keys ? { keys } : {}) });
  const name = options.mlp ? 'crossed' : 'out';
  const crossed = part('norm2', name, itself, `${path}.cross.out`, (query) => {
    const use = { query, key: memory, heads, dropout, mask: memoryMask };
    return multiHeadAttention(m, `${path}.cross`, use).out;
  });
  return options.mlp ? perceptron(m, path, crossed, options, 'norm3') : crossed;
}
