import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import type { Runtime } from '../graph/op';
import { mul } from '../ops/mul';
import { input } from '../ops/source';
import { sum } from '../ops/sum';
import { sizeOf } from '../tensor/shape';
import type { Shape, TensorData } from '../tensor/types';
import { evaluateGraph } from './evaluate';

/** A graph for tests whose sources bring their values along. */
export class TestGraph {
  readonly b = new Builder();
  private readonly values: Record<string, TensorData> = {};

  constructor(private readonly runtime: Runtime = { seed: 1, step: 0, cursor: 0 }) {}

  f32(shape: Shape, data: ArrayLike<number>): Node {
    return this.source('f32', shape, Float32Array.from(data));
  }

  i32(shape: Shape, data: ArrayLike<number>): Node {
    return this.source('i32', shape, Int32Array.from(data));
  }

  /** The values of a node. */
  read(node: Node): number[] {
    const results = evaluateGraph(this.b, this.values, { runtime: this.runtime });
    return Array.from(results.get(node.name) as TensorData);
  }

  /** The gradient of Σ y·upstream with respect to a source; upstream is all ones unless given. */
  gradient(y: Node, x: Node, upstream?: ArrayLike<number>): number[] {
    const { shape } = y.type;
    const ones = new Float32Array(sizeOf(shape)).fill(1);
    const loss = sum(this.b, mul(this.b, y, this.f32(shape, upstream ?? ones)));
    const gradient = appendGradients(this.b, loss, [x.name]).get(x.name);
    if (!gradient) throw new Error(`"${x.name}" got no gradient.`);
    return this.read(gradient);
  }

  private source(dtype: 'f32' | 'i32', shape: Shape, data: TensorData): Node {
    const name = `source ${this.b.nodes.length}`;
    this.values[name] = data;
    return input(this.b, shape, { name, dtype });
  }
}
