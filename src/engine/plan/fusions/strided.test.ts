import { expect, test } from 'vitest';
import { Builder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { splitHeads } from '../../ops/heads';
import { reshape } from '../../ops/reshape';
import { scale } from '../../ops/scale';
import { slice } from '../../ops/slice';
import { input } from '../../ops/source';
import { expand } from '../../ops/sum';
import { tanh } from '../../ops/tanh';
import { transpose } from '../../ops/transpose';
import { indexOf } from '../../tensor/shape';
import { evaluateGraph } from '../../testing/evaluate';
import { type Strided, stridedView } from './strided';

/** Reads what a view says, and what the operations themselves give. */
function both(build: (b: Builder, x: Node) => Node): {
  view: Strided;
  read: number[];
  given: number[];
} {
  const b = new Builder();
  const node = build(b, input(b, [2, 3, 4], { name: 'x' }));
  const view = stridedView(node);
  const values = evaluateGraph(b, { x: Float32Array.from({ length: 24 }, (_, i) => i + 1) });
  const memory = values.get(view.root.name) ?? [];
  const given = [...(values.get(node.name) ?? [])];
  const read = given.map((_, flat) => {
    const index = indexOf(view.shape, flat);
    const at = index.reduce((sum, i, axis) => sum + i * view.strides[axis], view.offset);
    return memory[at] * view.factor;
  });
  return { view, read, given };
}

test.each<[string, (b: Builder, x: Node) => Node]>([
  ['the tensor itself', (_, x) => x],
  ['heads', (b, x) => splitHeads(b, x, 2)],
  [
    'a transposition of a slice',
    (b, x) => transpose(b, slice(b, x, { axis: 2, start: 1, length: 2 }), { order: [2, 0, 1] }),
  ],
  ['every other element', (b, x) => slice(b, x, { axis: 2, start: 1, length: 2, step: 2 })],
  ['rows joined and split', (b, x) => reshape(b, reshape(b, x, [6, 4]), [3, 2, 2, 2])],
  [
    'a scaled row for every row',
    (b, x) => expand(b, scale(b, slice(b, x, { axis: 1, start: 2, length: 1 }), 0.5), [2, 5, 4]),
  ],
  ['axes of one', (b, x) => reshape(b, reshape(b, x, [2, 1, 12]), [1, 24, 1])],
])('%s is read from the memory of x', (_, build) => {
  const { view, read, given } = both(build);
  expect(view.root.name).toBe('x');
  expect(read).toEqual(given);
});

test('what only a copy could lay out is read behind the last view', () => {
  const { view, read, given } = both((b, x) =>
    reshape(b, transpose(b, x, { order: [2, 1, 0] }), [8, 3]),
  );
  expect(view.root.op.name).toBe('transpose');
  expect(read).toEqual(given);
});

test('what computes is not seen through', () => {
  const { view, read, given } = both((b, x) => splitHeads(b, tanh(b, x), 2));
  expect(view.root.op.name).toBe('tanh');
  expect(read).toEqual(given);
});
