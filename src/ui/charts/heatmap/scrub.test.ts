import { describe, expect, it } from 'vitest';
import { dragBy, scrubStep, stepBy } from './scrub';

const signed = { kind: 'signed', max: 1.2 } as const;

describe('scrubStep', () => {
  it('is about a hundredth of the largest value, as a power of ten', () => {
    expect(scrubStep(signed)).toBe(0.01);
    expect(scrubStep({ kind: 'signed', max: 40 })).toBe(1);
    expect(scrubStep({ kind: 'signed', max: 0.004 })).toBeCloseTo(0.000_01);
  });

  it('is one for masks and ids, and a hundredth for probabilities and where all is zero', () => {
    expect(scrubStep({ kind: 'mask', max: 1 })).toBe(1);
    expect(scrubStep({ kind: 'index', max: 900 })).toBe(1);
    expect(scrubStep({ kind: 'probability', max: 1 })).toBe(0.01);
    expect(scrubStep({ kind: 'signed', max: 0 })).toBe(0.01);
    expect(scrubStep({ kind: 'signed', max: Infinity })).toBe(0.01);
  });
});

describe('stepBy', () => {
  it('lands on whole multiples of the step, without stray digits', () => {
    expect(stepBy(0.123, 1, signed)).toBe(0.13);
    expect(stepBy(0.29, 1, signed)).toBe(0.3);
    expect(stepBy(0, -3, signed)).toBe(-0.03);
  });

  it('keeps a mask at 0 or 1 and an id at 0 or above', () => {
    expect(stepBy(1, 5, { kind: 'mask', max: 1 })).toBe(1);
    expect(stepBy(1, -5, { kind: 'mask', max: 1 })).toBe(0);
    expect(stepBy(2, -5, { kind: 'index', max: 9 })).toBe(0);
  });

  it('starts from 0 where the number is not finite', () => {
    expect(stepBy(-Infinity, 2, signed)).toBe(0.02);
    expect(stepBy(Number.NaN, 0, signed)).toBe(0);
  });
});

describe('dragBy', () => {
  it('leaves the number alone until the pointer has moved a step', () => {
    expect(dragBy(0.123, 2, signed, false)).toBe(0.123);
    expect(dragBy(0.123, -2, signed, false)).toBe(0.123);
  });

  it('goes up when dragged up, and ten times as fast when coarse', () => {
    expect(dragBy(0.5, 6, signed, false)).toBe(0.52);
    expect(dragBy(0.5, -6, signed, false)).toBe(0.48);
    expect(dragBy(0.5, 6, signed, true)).toBe(0.7);
  });
});
