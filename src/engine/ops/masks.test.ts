import { describe, expect, test } from 'vitest';
import { TestGraph } from '../testing/test-graph';
import { causalMask } from './causal-mask';
import { maskFill } from './mask-fill';
import { paddingMask } from './padding-mask';
import { scale } from './scale';
import { softmax } from './softmax';

const none = -Infinity;

describe('maskFill', () => {
  test('keeps what the mask keeps and puts −∞ elsewhere', () => {
    const g = new TestGraph();
    const x = g.f32([2, 3], [1, 2, 3, 4, 5, 6]);
    const mask = g.f32([3], [1, 0, 0.5]);
    expect(g.read(maskFill(g.b, x, mask))).toEqual([1, none, 3, 4, none, 6]);
  });

  test('repeats a mask of keys for every head and query', () => {
    const g = new TestGraph();
    const x = g.f32(
      [2, 2, 2, 2],
      Array.from({ length: 16 }, (_, i) => i),
    );
    const mask = g.f32([2, 1, 1, 2], [1, 0, 0, 1]);
    const y = g.read(maskFill(g.b, x, mask));
    expect(y).toEqual(y.map((_, i) => ((i < 8 ? i % 2 === 0 : i % 2 === 1) ? i : none)));
  });

  test('passes the gradient where it keeps, even if that is infinite elsewhere', () => {
    const g = new TestGraph();
    const x = g.f32([3], [1, 2, 3]);
    const y = maskFill(g.b, x, g.f32([3], [1, 0, 1]));
    expect(g.gradient(y, x, [5, Infinity, 7])).toEqual([5, 0, 7]);
  });

  test('followed by softmax makes a fully masked row harmless, forward and backward', () => {
    const g = new TestGraph();
    const x = g.f32([2, 2], [1, 2, 3, 3]);
    const masked = maskFill(g.b, scale(g.b, x, 0.5), g.f32([2, 2], [0, 0, 1, 1]));
    const y = softmax(g.b, masked, { axis: -1 });
    expect(g.read(y)).toEqual([0, 0, 0.5, 0.5]);
    const gradient = g.gradient(y, x, [1, 2, 3, 4]);
    expect(gradient.map((v) => v + 0)).toEqual([0, 0, -0.125, 0.125]);
  });

  test('refuses a mask larger than what it masks', () => {
    const g = new TestGraph();
    const x = g.f32([2], [1, 2]);
    expect(() => maskFill(g.b, x, g.f32([3, 2], [1, 1, 1, 1, 1, 1]))).toThrow(
      /maskFill: the mask \[3,2\] is larger than x \[2\]/,
    );
  });
});

test('the causal mask lets a position attend itself and earlier ones', () => {
  const g = new TestGraph();
  expect(g.read(causalMask(g.b, 3, 3))).toEqual([1, 0, 0, 1, 1, 0, 1, 1, 1]);
  expect(g.read(causalMask(g.b, 2, 4))).toEqual([1, 0, 0, 0, 1, 1, 0, 0]);
});

test('the padding mask is 1 where there is a word', () => {
  const g = new TestGraph();
  const ids = g.i32([2, 3], [4, 9, 0, 0, 0, 0]);
  const mask = paddingMask(g.b, ids, { pad: 0 });
  expect(g.read(mask)).toEqual([1, 1, 0, 0, 0, 0]);
  expect(mask.kind).toBe('mask');
});
