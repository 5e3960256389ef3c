import type { Builder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { glorot, type ModelContext, ZERO } from '../../layers/context';
import { spectralNorm } from '../../layers/norms';
import { add } from '../../ops/add';
import { conv2d } from '../../ops/conv2d';
import { leakyRelu } from '../../ops/leaky-relu';
import { matmul } from '../../ops/matmul';
import { mul } from '../../ops/mul';
import { oneHot } from '../../ops/one-hot';
import { reshape } from '../../ops/reshape';
import { scale } from '../../ops/scale';
import { stopGradient } from '../../ops/stop-gradient';
import { sub } from '../../ops/sub';
import { sum } from '../../ops/sum';
import { sizeOf } from '../../tensor/shape';
import type { Axis, Shape } from '../../tensor/types';
import { block } from '../block';

interface CriticSettings {
  readonly classes: number;
  /** Maps of the two convolutions. */
  readonly maps: readonly [number, number];
  /** Width of the dense layer. */
  readonly hidden: number;
}

/** Slope of the activation below 0. */
const SLOPE = 0.1;

/**
 * Scores how real pictures look, given which class they are to show: features h of the picture and
 * the score w·h + e_class·h (a projection discriminator). All weights are normalised to a largest
 * singular value of about 1, once for all uses.
 * `f32[B,1,Y,X] real, f32[B,1,Y,X] made, i32[B] → f32[B]`, the scores of the real pictures; `.other`, what
 * they would score as pictures of another class, the mean over all others; `.made`, of the made ones as
 * constants: its gradient reaches this player alone; `.judged`, of the made ones by weights as
 * constants: its gradient reaches the generator alone.
 * Parameters: `.W1`, `.b1`, `.W2`, `.b2`, `.W3`, `.b3`, `.w`, `.e`.
 * Source: Miyato & Koyama 2018, equation 3; Miyato et al. 2018, algorithm 1.
 */
export const discriminator = block<CriticSettings>(
  [3, 3],
  ({ m, name, inputs: [real, fake, target], settings }) => {
    m.section(name, 'discriminator');
    const { b } = m;
    const { classes, hidden } = settings;
    const weight: MakeWeight = (part, shape, axes, fans) => {
      const raw = m.parameter(`${name}.${part}`, shape, axes, glorot(...fans));
      return spectralNorm(m, `${name}.${part}`, raw);
    };
    const learned = {
      ...featureWeights(m, name, real.type.shape, settings, weight),
      w: weight('w', [hidden, 1], ['D', '1'], [hidden, 1]),
      e: weight('e', [hidden, classes], ['D', 'K'], [hidden, 1]),
    };
    const fixed = Object.fromEntries(
      Object.entries(learned).map(([part, node]) => [part, stopGradient(b, node)]),
    ) as typeof learned;
    const asked = oneHot(b, target, { classes });
    const score = (picture: Node, weights: typeof learned, as: string) => {
      const h = features(b, picture, weights, `${name}.${as}`);
      const general = reshape(b, matmul(b, h, weights.w), asked.type.shape.slice(0, 1));
      const ofEach = matmul(b, h, weights.e);
      const ofClass = sum(b, mul(b, ofEach, asked), { axes: [1] });
      const out = add(b, general, ofClass, { name: `${name}.${as}`, axes: ['B'] });
      return { out, general, ofClass, ofEach };
    };
    const { out, general, ofClass, ofEach } = score(real, learned, 'real');
    const ofOthers = sub(b, sum(b, ofEach, { axes: [1] }), ofClass);
    const mean = scale(b, ofOthers, 1 / (classes - 1));
    return {
      out,
      other: add(b, general, mean, { name: `${name}.other`, axes: ['B'] }),
      made: score(stopGradient(b, fake), learned, 'made').out,
      judged: score(fake, fixed, 'judged').out,
    };
  },
);

type MakeWeight = (
  part: string,
  shape: Shape,
  axes: readonly Axis[],
  fans: readonly [inputs: number, outputs: number],
) => Node;

type FeatureWeights = Readonly<Record<'W1' | 'b1' | 'W2' | 'b2' | 'W3' | 'b3', Node>>;

function featureWeights(
  m: ModelContext,
  name: string,
  [, channels, height, width]: Shape,
  { maps: [first, second], hidden }: CriticSettings,
  weight: MakeWeight,
): FeatureWeights {
  const bias = (part: string, size: number, axis: Axis) =>
    m.parameter(`${name}.${part}`, [size], [axis], ZERO);
  const filters = ['F', 'C', 'Y', 'X'] as const;
  const flat = (second * height * width) / 4;
  return {
    W1: weight('W1', [first, channels, 3, 3], filters, [9 * channels, 9 * first]),
    b1: bias('b1', first, 'F'),
    W2: weight('W2', [second, first, 4, 4], filters, [16 * first, 16 * second]),
    b2: bias('b2', second, 'F'),
    W3: weight('W3', [flat, hidden], ['C', 'D'], [flat, hidden]),
    b3: bias('b3', hidden, 'D'),
  };
}

/**
 * Two convolutions, the second with stride 2, and a dense layer. `f32[B,C,Y,X] → f32[B,D]`
 * Tensors: `.maps1`, `.maps2`, `.h`.
 */
function features(
  b: Builder,
  picture: Node,
  { W1, b1, W2, b2, W3, b3 }: FeatureWeights,
  name: string,
): Node {
  const [batch] = picture.type.shape;
  const active = (x: Node, as: string, axes: readonly Axis[]) =>
    leakyRelu(b, x, { slope: SLOPE }, { name: `${name}.${as}`, axes });
  const places = ['B', 'F', 'Y', 'X'] as const;
  const perMap = (bias: Node) => reshape(b, bias, [bias.type.shape[0], 1, 1]);
  const first = conv2d(b, picture, W1, { padding: 1 });
  const fine = active(add(b, first, perMap(b1)), 'maps1', places);
  const second = conv2d(b, fine, W2, { stride: 2, padding: 1 });
  const coarse = active(add(b, second, perMap(b2)), 'maps2', places);
  const flat = reshape(b, coarse, [batch, sizeOf(coarse.type.shape) / batch]);
  return active(add(b, matmul(b, flat, W3), b3), 'h', ['B', 'D']);
}
