import { expect, test } from 'vitest';
import { gridOf } from './grid-of';

test('positions that fill a picture are its places', () => {
  // Patches of 4 × 4 in 24 × 24 pixels; maps of 8 × 8 of a picture of 16 × 16.
  expect(gridOf(36, 24, 24)).toEqual({ rows: 6, columns: 6 });
  expect(gridOf(64, 16, 16)).toEqual({ rows: 8, columns: 8 });
  // A picture twice as wide as high.
  expect(gridOf(32, 16, 32)).toEqual({ rows: 4, columns: 8 });
});

test('other positions are not', () => {
  expect(gridOf(37, 24, 24)).toBeNull();
  expect(gridOf(1, 24, 24)).toBeNull();
  expect(gridOf(64, 28, 28)).toBeNull();
  expect(gridOf(2, 24, 24)).toBeNull();
});
