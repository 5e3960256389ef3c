import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCell, formatExact, formatTick, formatValue, parseNumber } from './numbers';

describe('formatCell', () => {
  it('writes whole numbers without decimals, so that an exact 0 can be told from a small number', () => {
    expect([0, 1, -3, 12].map((x) => formatCell(x))).toEqual(['0', '1', '−3', '12']);
    expect([0.001, -0.001].map((x) => formatCell(x))).toEqual(['0.00', '0.00']);
  });

  it('keeps two decimals, and fewer for larger numbers', () => {
    expect([0.5, -1.234, 12.34, 123.4, 12_345.6].map((x) => formatCell(x))).toEqual([
      '0.50',
      '−1.23',
      '12.3',
      '123',
      '1e4',
    ]);
  });

  it('never takes more than five characters', () => {
    fc.assert(
      fc.property(fc.float({ min: -99_999, max: 99_999, noNaN: true }), (x) => {
        expect(formatCell(x).length).toBeLessThanOrEqual(5);
      }),
    );
  });

  it('keeps a third decimal where all numbers of the tensor are small', () => {
    expect([0.034, -0.0279, 0.0001, 0].map((x) => formatCell(x, 0.034))).toEqual([
      '.034',
      '−.028',
      '.000',
      '0',
    ]);
    expect([0.000_34, -0.0012].map((x) => formatCell(x, 0.0012))).toEqual(['3e−4', '−1e−3']);
  });

  it('prints what is masked as −∞, and says NaN', () => {
    expect([-Infinity, Infinity, Number.NaN].map((x) => formatCell(x))).toEqual(['−∞', '∞', 'NaN']);
  });
});

describe('formatValue', () => {
  it('keeps five significant digits', () => {
    expect([0.211_941_56, 1, -12.345_678, 0].map(formatValue)).toEqual([
      '0.21194',
      '1',
      '−12.346',
      '0',
    ]);
  });

  it('writes very small and very large numbers with an exponent', () => {
    expect([0.000_012_345, -2e9].map(formatValue)).toEqual(['1.234e−5', '−2.000e9']);
  });
});

describe('formatTick', () => {
  it('keeps two significant digits', () => {
    expect([1.234, -0.567, 0, 1].map(formatTick)).toEqual(['1.2', '−0.57', '0', '1']);
  });
});

describe('formatExact', () => {
  it('writes the shortest decimal that is the same 32-bit number', () => {
    expect(formatExact(Math.fround(0.1))).toBe('0.1');
    expect(formatExact(Math.fround(1 / 3))).toBe('0.33333334');
    expect(formatExact(-2)).toBe('-2');
  });

  it('can be typed again and gives the same number', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(parseNumber(formatExact(x))).toBeCloseTo(x, 10);
        expect(Math.fround(parseNumber(formatExact(x)) ?? Number.NaN) - x).toBe(0);
      }),
    );
  });
});

describe('parseNumber', () => {
  it('takes decimals, exponents, a typographic minus and a decimal comma', () => {
    expect(['1', ' -0.5 ', '−2', '.5', '1e-3', '0,25', '+3.'].map(parseNumber)).toEqual(
      [1, -0.5, -2, 0.5, 1e-3, 0.25, 3].map(Math.fround),
    );
  });

  it('takes a fraction', () => {
    expect(parseNumber('1/3')).toBe(Math.fround(1 / 3));
  });

  it('refuses what is no finite number', () => {
    for (const text of ['', 'cat', '1/0', '1.2.3', '1e99', '--1', '1/2/3', 'Infinity', '0x10']) {
      expect(parseNumber(text)).toBeNull();
    }
  });
});
