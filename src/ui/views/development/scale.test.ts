import { expect, test } from 'vitest';
import { linearScale, logScaleOf, rootScale } from './scale';

test('a linear scale goes from its low to its high end, and no further', () => {
  const { position } = linearScale(1, 3);
  expect([0, 1, 1.5, 3, 9].map(position)).toEqual([0, 0, 0.25, 1, 1]);
  expect(position(Number.NaN)).toBeNaN();
});

test('a root scale tells small shares apart', () => {
  expect([0, 0.25, 1, 4].map(rootScale(4).position)).toEqual([0, 0.25, 0.5, 1]);
});

test('a logarithmic scale spans all positive numbers; others have no place', () => {
  const { low, high, position } = logScaleOf([0, 0.01, 1, Number.NaN, 0.1]);
  expect([low, high]).toEqual([0.01, 1]);
  expect(position(0.1)).toBeCloseTo(0.5, 12);
  expect(position(0)).toBeNaN();
  expect(logScaleOf([0]).position(1)).toBeNaN();
});
