import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { gelu } from '../ops/gelu';
import { relu } from '../ops/relu';
import { drop, selfAttention } from './attention';
import type { ModelContext, Section } from './context';
import { linear } from './linear';
import { layerNormLayer } from './norms';

export interface EncoderLayerOptions {
  readonly heads: number;
  readonly mask: Node;
  readonly dropout: number;
  /** Whether a two-layer perceptron follows the attention. */
  readonly mlp: boolean;
  /** Whether both parts are normalised. */
  readonly norm: boolean;
  /** Whether inputs of a part are normalised, or its sum with the input; `pre` unless given. */
  readonly order?: 'pre' | 'post';
  /** Width of the perceptron's hidden layer; four times the model's unless given. */
  readonly hidden?: number;
  /** Of the perceptron; GELU (by tanh) unless given. */
  readonly activation?: 'gelu' | 'relu';
  /** Number of the layer, and of what it reads the positions, to the one who looks at it. */
  readonly layer?: number;
  readonly sequence?: string;
}

/**
 * One encoder layer: x + attention(norm(x)), then x + mlp(norm(x)); or, after each sum, its norm.
 * `f32[B,T,C] → same`
 * Source: Vaswani et al. 2017 section 3.1; pre-norm order: Xiong et al. 2020, figure 1b.
 */
export function encoderLayer(
  m: ModelContext,
  path: string,
  x: Node,
  options: EncoderLayerOptions,
): Node {
  m.section(`${path}.attn`, 'attention', sectionOf(options));
  const part = residual(m, path, options);
  const name = options.mlp ? 'middle' : 'out';
  const middle = part('norm1', name, x, `${path}.attn.out`, (y) =>
    selfAttention(m, `${path}.attn`, y, options),
  );
  return options.mlp ? perceptron(m, path, middle, options, 'norm2') : middle;
}

/** How a part is normalised and added to its input. */
export function residual(
  m: ModelContext,
  path: string,
  { norm, order = 'pre', dropout }: Pick<EncoderLayerOptions, 'norm' | 'order' | 'dropout'>,
) {
  const axes = ['B', 'T', 'C'] as const;
  return (
    normName: string,
    name: string,
    x: Node,
    stream: string,
    inner: (y: Node) => Node,
  ): Node => {
    const normed = (y: Node) => (norm ? layerNormLayer(m, `${path}.${normName}`, y) : y);
    const changed = drop(m, stream, inner(order === 'pre' ? normed(x) : x), dropout);
    const sum = add(m.b, x, changed, { name: `${path}.${name}`, axes });
    return order === 'pre' ? sum : normed(sum);
  };
}

/** The second part of a layer: x + W₂·act(W₁·norm(x)). `f32[B,T,C] → same` */
export function perceptron(
  m: ModelContext,
  path: string,
  x: Node,
  options: EncoderLayerOptions,
  normName: string,
): Node {
  m.section(`${path}.mlp`, 'mlp', sectionOf(options));
  const width = x.type.shape[2];
  const { hidden = 4 * width, activation = 'gelu' } = options;
  return residual(m, path, options)(normName, 'out', x, `${path}.mlp.out`, (y) => {
    const h = linear(
      m,
      y,
      { weight: `${path}.mlp.W1`, bias: `${path}.mlp.b1`, out: hidden, outAxis: 'F' },
      { name: `${path}.mlp.hidden`, axes: ['B', 'T', 'F'] },
    );
    const named = { name: `${path}.mlp.${activation}`, axes: ['B', 'T', 'F'] } as const;
    return linear(
      m,
      activation === 'relu' ? relu(m.b, h, named) : gelu(m.b, h, { approximate: 'tanh' }, named),
      { weight: `${path}.mlp.W2`, bias: `${path}.mlp.b2`, out: width, outAxis: 'C' },
      { name: `${path}.mlp.out`, axes: ['B', 'T', 'C'] },
    );
  });
}

/** What a layer's sections say of themselves. */
export function sectionOf({
  layer,
  sequence,
}: Pick<EncoderLayerOptions, 'layer' | 'sequence'>): Pick<Section, 'layer' | 'sequence'> {
  return { ...(layer === undefined ? {} : { layer }), ...(sequence ? { sequence } : {}) };
}
