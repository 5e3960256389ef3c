import { describe, expect, it } from 'vitest';
import { readCellValue } from './read-value';

describe('readCellValue', () => {
  it('takes any finite number where numbers are signed', () => {
    expect(readCellValue('−0.5', 'signed', false)).toBe(-0.5);
    expect(readCellValue('cat', 'signed', false)).toBeNull();
  });

  it('takes 0 and 1 for a mask, whole numbers for an id', () => {
    expect(['0', '1', '0.5', '2'].map((text) => readCellValue(text, 'mask', false))).toEqual([
      0,
      1,
      null,
      null,
    ]);
    expect(['7', '-1', '1.5'].map((text) => readCellValue(text, 'index', false))).toEqual([
      7,
      null,
      null,
    ]);
  });

  it('takes −∞ only where scores are masked', () => {
    for (const text of ['-inf', '−∞', ' -Infinity ']) {
      expect(readCellValue(text, 'signed', true)).toBe(-Infinity);
      expect(readCellValue(text, 'signed', false)).toBeNull();
    }
  });
});
