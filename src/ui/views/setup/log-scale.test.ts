import { describe, expect, it } from 'vitest';
import { logPosition, logSteps, logValue } from './log-scale';

const rates = { min: 1e-5, max: 1 };
const temperatures = { min: 0.05, max: 20 };

describe('a slider that moves by factors', () => {
  it('reaches both ends', () => {
    expect(logValue(0, rates)).toBe(1e-5);
    expect(logValue(logSteps(rates), rates)).toBe(1);
    expect(logPosition(1e-5, rates)).toBe(0);
    expect(logPosition(1, rates)).toBe(logSteps(rates));
  });

  it('gives values of two digits', () => {
    expect(logValue(50, rates)).toBe(0.0032);
    expect(logValue(60, rates)).toBe(0.01);
  });

  it('stays where it was put', () => {
    for (const range of [rates, temperatures]) {
      for (let position = 0; position <= logSteps(range); position++) {
        expect(logPosition(logValue(position, range), range)).toBe(position);
      }
    }
  });
});
