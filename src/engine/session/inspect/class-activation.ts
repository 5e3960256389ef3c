import type { Node } from '../../graph/node';
import type { ModelGraph } from '../../models/build';
import { mul } from '../../ops/mul';
import { input } from '../../ops/source';
import { sum } from '../../ops/sum';
import { InputError } from '../../tensor/errors';
import type { Axis, Shape, TensorData } from '../../tensor/types';
import type { Scalar } from '../workbench';

/** Where in its maps a model finds a class. */
export interface ClassActivation {
  /**
   * `cam`: the maps weighted by the class's own weights, where their means are all that the class
   * scores read (Zhou et al. 2016, equation 2). `grad-cam`: weighted by how the score depends on each
   * map, negative sums left out (Selvaraju et al. 2017, equations 1 and 2).
   */
  readonly method: 'cam' | 'grad-cam';
  /** The class, and its score (logit) for this example. */
  readonly class: number;
  readonly score: number;
  /** Weight of each map. */
  readonly weights: readonly number[];
  /** Rows and columns; of a sequence one row. */
  readonly size: readonly [number, number];
  /** Row by row. */
  readonly map: readonly number[];
}

/** The score of one class of one example: the gradient of it says what speaks for that class. */
export const CLASS_SCORE = 'class-score';

/** The scores of the classes, f32[1,K]; null where a model does not choose one class for an example. */
export function classScores(find: (name: string) => Node | undefined): Node | null {
  const scores = find('probabilities')?.inputs[0];
  return scores?.type.shape.length === 2 && scores.type.shape[0] === 1 ? scores : null;
}

/**
 * Appends the score of a class to a graph.
 * @throws InputError when the model does not choose one class, or has no such class
 */
export function classScore({ b }: ModelGraph, chosen: number): Scalar {
  const scores = classScores((name) => b.find(name));
  if (!scores) throw new InputError('This model does not choose one class for an example.');
  const [, classes] = scores.type.shape;
  if (!Number.isInteger(chosen) || chosen < 0 || chosen >= classes) {
    throw new InputError(
      `There is no class ${chosen}; this model has classes 0 to ${classes - 1}.`,
    );
  }
  const one = input(b, scores.type.shape, { name: 'class-chosen', axes: scores.axes });
  sum(b, mul(b, scores, one), {}, { name: CLASS_SCORE });
  const values = new Float32Array(classes);
  values[chosen] = 1;
  return { name: CLASS_SCORE, values: [['class-chosen', values]] };
}

/** Maps and where they lie in a tensor: `f32[1,F,Y,X]`, `f32[1,F,T]` or `f32[1,T,F]`. */
interface Maps {
  readonly features: number;
  readonly size: readonly [number, number];
  readonly at: (feature: number, place: number) => number;
}

/** @throws InputError when a tensor has no maps */
export function mapsOf(name: string, shape: Shape, axes: readonly Axis[]): Maps {
  const order = axes.slice(1).join();
  const [, one, two, three] = shape;
  switch (order) {
    case 'F,Y,X':
      return { features: one, size: [two, three], at: (f, p) => f * two * three + p };
    case 'F,T':
      return { features: one, size: [1, two], at: (f, p) => f * two + p };
    case 'T,F':
      return { features: two, size: [1, one], at: (f, p) => p * two + f };
    default:
      throw new InputError(
        `"${name}" holds no maps: its axes are ${axes.join(', ')}; choose one with axes F and Y, X or T.`,
        name,
      );
  }
}

/** Weight of each map: the mean of the gradient over its places. Selvaraju et al. 2017, equation 1. */
export function gradientWeights(gradient: TensorData, { features, size, at }: Maps): number[] {
  const places = size[0] * size[1];
  return Array.from({ length: features }, (_, f) => {
    let total = 0;
    for (let place = 0; place < places; place++) total += gradient[at(f, place)];
    return total / places;
  });
}

/** The sum of maps by their weights, place by place. */
export function weightedMaps(
  maps: TensorData,
  weights: readonly number[],
  { size, at }: Maps,
): number[] {
  return Array.from({ length: size[0] * size[1] }, (_, place) =>
    weights.reduce((total, weight, f) => total + weight * maps[at(f, place)], 0),
  );
}

/** The weights of the class scores, f32[F,K], where these read the means of the maps and nothing else; else null. */
export function weightsOfMeans(scores: Node, maps: Node): Node | null {
  const behind = (node: Node): Node =>
    node.op.kernel === 'view' || node.op.name === 'override' ? behind(node.inputs[0]) : node;
  const sumOf = behind(scores);
  const product =
    sumOf.op.name === 'add'
      ? sumOf.inputs.map(behind).find(({ op }) => op.name === 'matmul')
      : sumOf;
  if (product?.op.name !== 'matmul' || product.attrs.transposeB) return null;
  const [means, weights] = product.inputs;
  const mean = behind(means);
  const places = String(mean.attrs.axes) === '2,3' && maps.type.shape.length === 4;
  return mean.op.name === 'mean' && places && behind(mean.inputs[0]) === behind(maps)
    ? weights
    : null;
}
