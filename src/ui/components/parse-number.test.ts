import { describe, expect, it } from 'vitest';
import { parseNumber } from './parse-number';

const unit = { min: 0, max: 1, integer: false };
const count = { min: 1, max: 128, integer: true };

describe('parseNumber', () => {
  it('reads what people type', () => {
    expect(parseNumber('0.25', unit)).toBe(0.25);
    expect(parseNumber(' .5 ', unit)).toBe(0.5);
    expect(parseNumber('1e-3', unit)).toBe(0.001);
    expect(parseNumber('0,5', unit)).toBe(0.5);
    expect(parseNumber('６４', count)).toBe(64);
    expect(parseNumber('−1', { min: -2, max: 2, integer: true })).toBe(-1);
  });

  it('takes a comma between thousands where whole numbers are asked for', () => {
    const steps = { min: 0, max: 1e6, integer: true };
    expect(parseNumber('12,000', steps)).toBe(12_000);
    expect(parseNumber('1,5', steps)).toBeNull();
  });

  it('refuses what is no number', () => {
    const texts = ['', '-', 'abc', '1.2.3', '0x10', 'Infinity', 'NaN', '1 2', '1,000,000'];
    const read = texts.map((text) => parseNumber(text, { min: -1e9, max: 1e9, integer: false }));
    expect(read).toEqual(texts.map(() => null));
  });

  it('refuses what is out of range or not whole', () => {
    expect(parseNumber('1.01', unit)).toBeNull();
    expect(parseNumber('-0.1', unit)).toBeNull();
    expect(parseNumber('2.5', count)).toBeNull();
    expect(parseNumber('129', count)).toBeNull();
  });
});
