import { expect, test } from 'vitest';
import { add } from '../ops/add';
import { causalMask } from '../ops/causal-mask';
import { div } from '../ops/div';
import { maskFill } from '../ops/mask-fill';
import { softmax } from '../ops/softmax';
import { input } from '../ops/source';
import { evaluateGraph } from '../testing/evaluate';
import type { TensorData } from '../tensor/types';
import { Builder } from './builder';
import { firstNonFinite, showNonFinite } from './non-finite';

/** A masked attention pattern, and a quotient beside it. */
function found(scores: number[], divisor: number[]) {
  const b = new Builder();
  const x = input(b, [2, 2], { name: 'scores' });
  const masked = maskFill(b, x, causalMask(b, 2, 2), { name: 'masked' });
  const pattern = softmax(b, masked, { axis: -1 }, { name: 'pattern' });
  const y = div(b, pattern, input(b, [2], { name: 'divisor' }), { name: 'quotient' });
  add(b, y, y, { name: 'twice' });
  const values = evaluateGraph(b, {
    scores: Float32Array.from(scores),
    divisor: Float32Array.from(divisor),
  });
  const data = b.nodes.map((node) => values.get(node.name) as TensorData);
  return firstNonFinite(b.nodes, data);
}

test('finds nothing where masks are the only infinities', () => {
  expect(found([1, 2, 3, 4], [1, 2])).toBeNull();
});

test('names the first tensor and cell, not what follows from it', () => {
  const division = found([1, 2, 3, 4], [0, 2]);
  expect(division).toEqual({
    tensor: 'quotient',
    index: [0, 0],
    value: Infinity,
    op: 'div',
    role: 'activation',
  });
  expect(division && showNonFinite(division)).toBe('"quotient" [0,0] is ∞ (made by div)');
});

test('an input is to blame for what it holds, −∞ included', () => {
  expect(found([1, 2, Number.NaN, 4], [1, 2])).toMatchObject({ tensor: 'scores', index: [1, 0] });
  expect(found([1, 2, -Infinity, 4], [1, 2])).toMatchObject({ tensor: 'scores', value: -Infinity });
});
