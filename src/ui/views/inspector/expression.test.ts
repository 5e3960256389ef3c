import { describe, expect, it } from 'vitest';
import { e } from '../../../engine/graph/expr';
import { isWeightedSum, texNumber, texOf } from './expression';

const terms = [
  { value: 1, weight: 0.5 },
  { value: -2, weight: 0.25 },
  { value: 3, weight: -1 },
];

describe('texOf', () => {
  it('writes a sum of products with the actual numbers, negative ones in brackets', () => {
    expect(texOf(e.weightedSum(3), terms, 5)).toBe(
      '1 \\cdot 0.5 + (-2 \\cdot 0.25) + 3 \\cdot (-1)',
    );
  });

  it('writes softmax as a fraction of powers', () => {
    const part = (i: number) => e.exp(e.sub(e.term(i), e.num(3)));
    expect(texOf(e.div(part(0), e.add(part(0), part(1))), terms, 5)).toBe(
      '\\frac{e^{1 - 3}}{e^{1 - 3} + e^{-2 - 3}}',
    );
  });

  it('cuts long sums in the middle', () => {
    const sum = e.add(...Array.from({ length: 20 }, (_, i) => e.num(i)));
    expect(texOf(sum, [], 5)).toBe('0 + 1 + 2 + \\cdots + 19');
  });

  it('puts brackets around sums inside of products and behind a minus', () => {
    const sum = e.add(e.num(1), e.num(2));
    expect(texOf(e.mul(sum, e.num(3)), [], 5)).toBe('(1 + 2) \\cdot 3');
    expect(texOf(e.sub(e.num(1), sum), [], 5)).toBe('1 - (1 + 2)');
    expect(texOf(e.neg(sum), [], 5)).toBe('-(1 + 2)');
  });

  it('knows every function an explanation may use', () => {
    for (const f of [e.exp, e.log, e.tanh, e.erf, e.sqrt, e.sin, e.cos, e.neg]) {
      expect(texOf(f(e.num(2)), [], 5)).toContain('2');
    }
    expect(texOf(e.max(e.num(1), e.num(2)), [], 5)).toBe('\\max(1, 2)');
  });
});

describe('texNumber', () => {
  it('keeps four digits, and powers of ten for what is very small or large', () => {
    expect([1 / 3, 2, -1e-7, 123_456].map(texNumber)).toEqual([
      '0.3333',
      '2',
      '-1.00\\cdot 10^{-7}',
      '1.23\\cdot 10^{5}',
    ]);
    expect(texNumber(-Infinity)).toBe('-\\infty');
  });
});

describe('isWeightedSum', () => {
  it('recognises Σ term · weight, also with one term', () => {
    expect(isWeightedSum(e.weightedSum(3), 3)).toBe(true);
    expect(isWeightedSum(e.weightedSum(1), 1)).toBe(true);
    expect(isWeightedSum(e.mul(e.term(0), e.weight(0)), 1)).toBe(true);
  });

  it('is not taken in by other expressions', () => {
    expect(isWeightedSum(e.weightedSum(3), 4)).toBe(false);
    expect(isWeightedSum(e.add(e.term(0), e.term(1)), 2)).toBe(false);
    expect(isWeightedSum(e.exp(e.term(0)), 1)).toBe(false);
  });
});
