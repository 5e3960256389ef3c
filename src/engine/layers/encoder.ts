import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { gelu } from '../ops/gelu';
import { layerNorm } from '../ops/layer-norm';
import { drop, selfAttention } from './attention';
import { type ModelContext, ONE, ZERO } from './context';
import { linear } from './linear';

export interface EncoderLayerOptions {
  readonly heads: number;
  readonly mask: Node;
  readonly dropout: number;
  /** Whether a two-layer perceptron of four times the width follows the attention. */
  readonly mlp: boolean;
  /** Whether inputs of both parts are normalised (pre-norm). */
  readonly norm: boolean;
}

const EPS = 1e-5;

/**
 * One encoder layer: x + attention(norm(x)), then x + mlp(norm(x)). `f32[B,T,C] → same`
 * Source: Vaswani et al. 2017 section 3.1; pre-norm order: Xiong et al. 2020, figure 1b.
 */
export function encoderLayer(
  m: ModelContext,
  path: string,
  x: Node,
  options: EncoderLayerOptions,
): Node {
  const attended = selfAttention(
    m,
    `${path}.attn`,
    normed(m, `${path}.norm1`, x, options.norm),
    options,
  );
  const middle = add(m.b, x, drop(m, `${path}.attn.out`, attended, options.dropout), {
    name: options.mlp ? `${path}.middle` : `${path}.out`,
    axes: ['B', 'T', 'C'],
  });
  if (!options.mlp) return middle;
  const width = x.type.shape[2];
  const h = linear(
    m,
    normed(m, `${path}.norm2`, middle, options.norm),
    { weight: `${path}.mlp.W1`, bias: `${path}.mlp.b1`, out: 4 * width, outAxis: 'F' },
    { name: `${path}.mlp.hidden`, axes: ['B', 'T', 'F'] },
  );
  const activated = gelu(
    m.b,
    h,
    { approximate: 'tanh' },
    { name: `${path}.mlp.gelu`, axes: ['B', 'T', 'F'] },
  );
  const out = linear(
    m,
    activated,
    { weight: `${path}.mlp.W2`, bias: `${path}.mlp.b2`, out: width, outAxis: 'C' },
    { name: `${path}.mlp.out`, axes: ['B', 'T', 'C'] },
  );
  return add(m.b, middle, drop(m, `${path}.mlp.out`, out, options.dropout), {
    name: `${path}.out`,
    axes: ['B', 'T', 'C'],
  });
}

function normed(m: ModelContext, path: string, x: Node, on: boolean): Node {
  if (!on) return x;
  const width = x.type.shape[2];
  const gain = m.parameter(`${path}.gain`, [width], ['C'], ONE);
  const bias = m.parameter(`${path}.bias`, [width], ['C'], ZERO);
  return layerNorm(m.b, x, gain, bias, { eps: EPS }, { name: path, axes: ['B', 'T', 'C'] });
}
