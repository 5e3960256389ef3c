import shader from '../../shaders/relative-shift.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { showType, sizeOf } from '../tensor/shape';
import type { Axis, Shape, TensorData, TensorType } from '../tensor/types';
import { requireFloat } from './shared/check';
import { grid } from './shared/grid';

type NoAttrs = Record<never, never>;

/** y[o, i, c] = x[o, i, c + start + step · i], 0 where that does not exist. */
interface RowShift {
  readonly outer: number;
  readonly rows: number;
  readonly length: number;
  readonly outLength: number;
  readonly start: number;
  readonly step: number;
}

/** From distances to keys: key j of query i lies in column Tq − 1 − i + j. */
const toKeys = (x: Shape): RowShift => {
  const [rows, length] = x.slice(-2);
  return {
    outer: sizeOf(x.slice(0, -2)),
    rows,
    length,
    outLength: length - rows + 1,
    start: rows - 1,
    step: -1,
  };
};

/** From keys back to distances. */
const toDistances = (g: Shape): RowShift => {
  const [rows, length] = g.slice(-2);
  return {
    outer: sizeOf(g.slice(0, -2)),
    rows,
    length,
    outLength: rows + length - 1,
    start: 1 - rows,
    step: 1,
  };
};

function shiftRows({ outer, rows, length, outLength, start, step }: RowShift, x: TensorData) {
  return (y: TensorData) => {
    let to = 0;
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < rows; i++) {
        const row = (o * rows + i) * length;
        for (let c = 0, at = start + step * i; c < outLength; c++, at++) {
          y[to++] = at >= 0 && at < length ? x[row + at] : 0;
        }
      }
    }
  };
}

function shiftKernel({ outer, rows, length, outLength, start, step }: RowShift) {
  const count = outer * rows * outLength;
  return {
    shader: 'relative-shift',
    source: shader,
    entryPoint: 'main',
    constants: { count, rows, row_length: length, out_length: outLength, start, step },
    workgroups: grid(count),
  };
}

function shiftTerms({ rows, length, outLength, start, step }: RowShift, flat: number) {
  const c = flat % outLength;
  const row = Math.floor(flat / outLength);
  const at = c + start + step * (row % rows);
  return { terms: at >= 0 && at < length ? [{ input: 0, flat: row * length + at }] : [] };
}

function requireRows(op: string, x: TensorType, expected: string): void {
  requireFloat(op, 'x', x);
  if (x.shape.length < 2) throw new ShapeError(`${op}: got ${showType(x)}; expected ${expected}.`);
}

export const relativeShiftOp: OpDef<NoAttrs> = defineOp<NoAttrs>({
  name: 'relativeShift',
  doc: {
    family: 'attention',
    summary: 'Turns scores by distance into scores by key: each query reads its own window.',
    equation: 'y_{\\dots ij} = x_{\\dots i,\\,T_q - 1 - i + j}',
    shapes: 'f32[…,Tq,R] → f32[…,Tq,Tk], R = Tq + Tk − 1',
    numerics:
      'Column r of x is for the distance i − j = Tq − 1 − r: the key farthest to the left comes first.',
    source: 'Dai et al. 2019, appendix B',
  },
  infer: ([x]) => {
    requireRows('relativeShift', x, 'f32[…,Tq,R]');
    const [queries, distances] = x.shape.slice(-2);
    if (distances < queries) {
      throw new ShapeError(
        `relativeShift: ${showType(x)} has ${distances} distances for ${queries} queries; ` +
          'expected Tq + Tk − 1 of them, at least as many as queries.',
      );
    }
    return { dtype: 'f32', shape: [...x.shape.slice(0, -1), distances - queries + 1] };
  },
  gradient: ({ b, grad }) => [relativeShiftGrad(b, grad)],
  reference: ({ inputs, data: [x], out }) => {
    const run = shiftRows(toKeys(inputs[0].shape), x);
    return () => run(out);
  },
  kernel: ({ inputs }) => shiftKernel(toKeys(inputs[0].shape)),
  provenance: ({ inputs, flat }) => shiftTerms(toKeys(inputs[0].shape), flat),
  samples: [
    { title: 'as many keys as queries', attrs: {}, inputs: [{ shape: [3, 5] }] },
    { title: 'more keys than queries', attrs: {}, inputs: [{ shape: [2, 3, 2, 6] }] },
    { title: 'one key', attrs: {}, inputs: [{ shape: [2, 4, 4] }] },
    { title: 'one query', attrs: {}, inputs: [{ shape: [1, 5] }] },
    { title: 'more than one workgroup', attrs: {}, inputs: [{ shape: [2, 7, 19] }] },
  ],
  tolerance: { abs: 0, rel: 0 },
});

export const relativeShiftGradOp: OpDef<NoAttrs> = defineOp<NoAttrs>({
  name: 'relativeShiftGrad',
  doc: {
    family: 'attention',
    summary: 'Gradient of relativeShift: puts scores by key back to their distances.',
    equation: '\\bar x_{\\dots ir} = \\bar y_{\\dots i,\\,r - T_q + 1 + i}\\ \\text{or}\\ 0',
    shapes: 'f32[…,Tq,Tk] → f32[…,Tq,R], R = Tq + Tk − 1',
    numerics: 'Distances that a query does not have get 0.',
    source: 'Dai et al. 2019, appendix B, differentiated',
  },
  infer: ([g]) => {
    requireRows('relativeShiftGrad', g, 'f32[…,Tq,Tk]');
    const [queries, keys] = g.shape.slice(-2);
    return { dtype: 'f32', shape: [...g.shape.slice(0, -1), queries + keys - 1] };
  },
  gradient: ({ b, grad }) => [relativeShift(b, grad)],
  reference: ({ inputs, data: [g], out }) => {
    const run = shiftRows(toDistances(inputs[0].shape), g);
    return () => run(out);
  },
  kernel: ({ inputs }) => shiftKernel(toDistances(inputs[0].shape)),
  provenance: ({ inputs, flat }) => shiftTerms(toDistances(inputs[0].shape), flat),
  samples: [
    { title: 'as many keys as queries', attrs: {}, inputs: [{ shape: [3, 3] }] },
    { title: 'more keys than queries', attrs: {}, inputs: [{ shape: [2, 3, 2, 5] }] },
    { title: 'one key', attrs: {}, inputs: [{ shape: [2, 4, 1] }] },
    { title: 'one query', attrs: {}, inputs: [{ shape: [1, 5] }] },
    { title: 'more than one workgroup', attrs: {}, inputs: [{ shape: [2, 7, 13] }] },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * Scores by distance as scores by key. `f32[…,Tq,R] → f32[…,Tq,Tk]`, R = Tq + Tk − 1; column r is for
 * the distance i − j = Tq − 1 − r.
 */
export function relativeShift(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(relativeShiftOp, [x], {}, { axes: withLast(x, 'Tk'), ...options });
}

/** Scores by key as scores by distance. `f32[…,Tq,Tk] → f32[…,Tq,R]` */
function relativeShiftGrad(b: Builder, g: Node): Node {
  return b.apply(relativeShiftGradOp, [g], {}, { axes: withLast(g, 'R') });
}

const withLast = (x: Node, axis: Axis): Axis[] => [...x.axes.slice(0, -1), axis];
