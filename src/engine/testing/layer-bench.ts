import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { ModelContext } from '../layers/context';
import { mul } from '../ops/mul';
import { input } from '../ops/source';
import { sum } from '../ops/sum';
import { sizeOf } from '../tensor/shape';
import type { Shape, TensorData } from '../tensor/types';
import { evaluateGraph } from './evaluate';
import { normal, seededRandom } from './samples';

export type Layer = (m: ModelContext, x: Node) => Node;
export type Values = Record<string, Float64Array>;

/** A layer on an input `x`, evaluated in double precision. */
export class LayerBench {
  readonly b = new Builder();
  readonly m: ModelContext;
  readonly y: Node;

  constructor(layer: Layer, shape: Shape, training = true) {
    this.m = new ModelContext(this.b, training);
    this.y = layer(this.m, input(this.b, shape, { name: 'x' }));
  }

  /** Random values of everything that comes from outside; states and gains positive. */
  values(seed: number): Values {
    const random = seededRandom(seed);
    return Object.fromEntries(
      this.b.nodes
        .filter(({ op }) => op.kernel === 'source')
        .map(({ name, type }) => [
          name,
          Float64Array.from({ length: sizeOf(type.shape) }, () => {
            const v = normal(random);
            return /gain|Var$/.test(name) ? 0.2 + Math.abs(v) : 0.3 + v;
          }),
        ]),
    );
  }

  run(values: Values): (node: Node) => Float64Array {
    const results = evaluateGraph(this.b, values as unknown as Record<string, TensorData>, {
      double: true,
    });
    return (node) => results.get(node.name) as unknown as Float64Array;
  }

  read(values: Values): Float64Array {
    return this.run(values)(this.y);
  }
}

/** The largest |actual − expected|. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  return Array.from(actual).reduce((m, v, i) => Math.max(m, Math.abs(v - expected[i])), 0);
}

/**
 * For each named source the derivative of Σ y·upstream along a random direction: as the gradient says
 * it, and as central differences do.
 */
export function slopes(bench: LayerBench, values: Values, names: readonly string[]) {
  const { b, y } = bench;
  const random = seededRandom(21);
  const upstream = Float64Array.from({ length: sizeOf(y.type.shape) }, () => normal(random));
  const weights = input(b, y.type.shape, { name: 'upstream' });
  const gradients = appendGradients(b, sum(b, mul(b, y, weights)), names);
  const all = { ...values, upstream };
  const read = bench.run(all);
  return names.map((name) => {
    const gradient = read(gradients.get(name) as Node);
    const direction = Float64Array.from(values[name], () => normal(random));
    const loss = (t: number) => {
      const moved = values[name].map((v, i) => v + t * direction[i]);
      return bench.read({ ...all, [name]: moved }).reduce((s, v, i) => s + v * upstream[i], 0);
    };
    return {
      name,
      computed: direction.reduce((s, d, i) => s + d * gradient[i], 0),
      difference: (loss(1e-5) - loss(-1e-5)) / 2e-5,
    };
  });
}
