import { expect, test } from 'vitest';
import { TestGraph } from '../testing/test-graph';
import { layerNorm } from './layer-norm';

test('a normalised row has mean 0 and variance 1', () => {
  const g = new TestGraph();
  const data = Array.from({ length: 40 }, (_, i) => Math.sin(i * i) * 5 + 100);
  const gain = g.f32([20], new Array(20).fill(1));
  const bias = g.f32([20], new Array(20).fill(0));
  const y = g.read(layerNorm(g.b, g.f32([2, 20], data), gain, bias, { eps: 1e-5 }));
  for (const row of [y.slice(0, 20), y.slice(20)]) {
    expect(row.reduce((s, v) => s + v, 0) / 20).toBeCloseTo(0, 5);
    expect(row.reduce((s, v) => s + v * v, 0) / 20).toBeCloseTo(1, 4);
  }
});

test('a row of equal numbers becomes the bias, and its gradient stays finite', () => {
  const g = new TestGraph();
  const x = g.f32([1, 4], [7, 7, 7, 7]);
  const y = layerNorm(g.b, x, g.f32([4], [1, 2, 3, 4]), g.f32([4], [5, 6, 7, 8]), { eps: 1e-5 });
  expect(g.read(y)).toEqual([5, 6, 7, 8]);
  for (const v of g.gradient(y, x, [1, -1, 2, 0])) expect(Number.isFinite(v)).toBe(true);
});

test('a gain that is not the end of the shape is refused with both shapes', () => {
  const g = new TestGraph();
  const x = g.f32([2, 3], [1, 2, 3, 4, 5, 6]);
  const gain = g.f32([2], [1, 1]);
  expect(() => layerNorm(g.b, x, gain, gain, { eps: 1e-5 })).toThrow(
    /layerNorm: the gain has shape \[2\].* \[2,3\]/,
  );
});
