import { describe, expect, it } from 'vitest';
import type { Intervention } from '../experiment/schema';
import { cutAt, restarted, revised, switchesOf, trainingAt } from './interventions';

const zero = (changes: Partial<Intervention> = {}): Intervention => ({
  tensor: 'z',
  where: [[0], null],
  kind: 'zero',
  on: true,
  training: true,
  ...changes,
});
const double = zero({ kind: 'scale', value: 2 });

describe('interventions in training', () => {
  it('are on from the step at which they are made', () => {
    expect(revised([], [zero()], 7)).toEqual([zero({ trained: [[7, null]] })]);
    expect(revised([], [zero({ training: false })], 7)).toEqual([zero({ training: false })]);
    expect(revised([], [zero({ on: false })], 7)).toEqual([zero({ on: false })]);
  });

  it('are on for as long as they were, when they are switched off and on again', () => {
    const off = revised([zero({ trained: [[7, null]] })], [zero({ on: false })], 9);
    expect(off).toEqual([zero({ on: false, trained: [[7, 9]] })]);
    expect(revised(off, [zero()], 12)[0].trained).toEqual([
      [7, 9],
      [12, null],
    ]);
    expect(revised(off, [zero()], 9)[0].trained).toEqual([[7, null]]);
    expect(revised([zero({ trained: [[7, null]] })], [zero({ on: false })], 7)[0]).toEqual(
      zero({ on: false }),
    );
  });

  it('are kept when they are taken back, if training had them, in their place among the others', () => {
    const list = revised(revised([], [zero(), double], 0), [double], 5);
    expect(list).toEqual([
      zero({ trained: [[0, 5]], removed: true }),
      { ...double, trained: [[0, null]] },
    ]);
    expect(revised(list, [double], 6)).toEqual(list);
    expect(revised([zero({ training: false })], [], 5)).toEqual([]);
  });

  it('of another order are others', () => {
    const list = revised(revised([], [zero(), double], 0), [double, zero()], 5);
    expect(list.map(({ kind, trained }) => [kind, trained])).toEqual([
      ['zero', [[0, 5]]],
      ['scale', [[0, null]]],
      ['zero', [[5, null]]],
    ]);
  });

  it('can be told for every step', () => {
    const list = revised(revised([], [zero()], 3), [double], 5);
    const kinds = (step: number, run = 0) => trainingAt(list, step, run).map(({ kind }) => kind);
    expect([2, 3, 4, 5, 6].map((step) => kinds(step))).toEqual([
      [],
      ['zero'],
      ['zero'],
      ['scale'],
      ['scale'],
    ]);
    expect(kinds(4, 1)).toEqual([]);
    expect(switchesOf(list)).toEqual([3, 5]);
  });

  it('belong to their model, under the name that it gives the tensor', () => {
    const list = revised([], [zero({ tensor: 'z@1' })], 0);
    expect(trainingAt(list, 0, 0)).toEqual([]);
    expect(trainingAt(list, 0, 1)[0].tensor).toBe('z');
  });

  it('start anew with training', () => {
    const list = revised(revised([], [zero(), double], 3), [zero()], 5);
    expect(restarted(list)).toEqual([zero({ trained: [[0, null]] })]);
  });

  it('are on from a step at which a replay was stopped', () => {
    const list = revised(revised([], [zero()], 3), [double], 50);
    expect(cutAt(list, 10)).toEqual([
      { ...double, trained: [[10, null]] },
      zero({ trained: [[3, 10]], removed: true }),
    ]);
    expect(cutAt(list, 50)).toEqual(list);
    expect(cutAt(list, 60)).toEqual(list);
  });
});
