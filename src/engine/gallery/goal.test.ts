import { describe, expect, test } from 'vitest';
import { goalState, type Held } from './goal';

const runs = [{ id: 'ours' }, { id: 'theirs' }];
const held = (...points: [loss: number, accuracy: number][]): Held => ({
  validation: points.map(([loss, accuracy]) => ({ loss, accuracy })),
});

describe('goalState', () => {
  test('a number is reached by reaching it', () => {
    const goal = { measure: 'accuracy', bar: 0.8 } as const;
    expect(goalState(goal, { runs }, [])).toEqual({
      value: undefined,
      bar: 0.8,
      share: 0,
      reached: false,
    });
    const half = goalState(goal, { runs }, [held([1, 0.1], [1, 0.4])]);
    expect(half).toEqual({ value: 0.4, bar: 0.8, share: 0.5, reached: false });
    expect(goalState(goal, { runs }, [held([1, 0.8])]).reached).toBe(true);
    // 0.7999 of 0.8 would round to a full bar.
    expect(goalState(goal, { runs }, [held([1, 0.7999])])).toMatchObject({
      share: 0.99,
      reached: false,
    });
  });

  test('a loss has to come down, and its way is measured from where it started', () => {
    const goal = { measure: 'loss', bar: 'baseline' } as const;
    const baseline = { name: 'trigram', measure: 'loss', value: 2 } as const;
    const state = goalState(goal, { runs, baseline }, [held([4, 0], [2.5, 0])]);
    expect(state).toEqual({ value: 2.5, bar: 2, share: 0.75, reached: false });
    expect(goalState(goal, { runs, baseline }, [held([4, 0], [1.9, 0])]).reached).toBe(true);
    // As good as the baseline is not better.
    expect(goalState(goal, { runs, baseline }, [held([4, 0], [2, 0])]).reached).toBe(false);
  });

  test('another model has to be beaten at the same moment', () => {
    const goal = { measure: 'accuracy', run: 'ours', bar: { run: 'theirs' } } as const;
    const both = (a: number, b: number) =>
      goalState(goal, { runs }, [held([1, a]), held([1, 0.99], [1, b])]);
    expect(both(0.7, 0.6)).toMatchObject({ value: 0.7, bar: 0.6, reached: true });
    expect(both(0.6, 0.6).reached).toBe(false);
    expect(both(0.3, 0.6)).toMatchObject({ share: 0.5, reached: false });
  });

  test('another model has to be equalled where that is enough, but not in knowing nothing', () => {
    const goal = { measure: 'accuracy', bar: { run: 'theirs', orEqual: true } } as const;
    const both = (a: number, b: number) => goalState(goal, { runs }, [held([1, a]), held([1, b])]);
    expect(both(1, 1)).toMatchObject({ value: 1, bar: 1, share: 1, reached: true });
    expect(both(0.9, 1)).toMatchObject({ share: 0.9, reached: false });
    expect(both(0.7, 0.6).reached).toBe(true);
    expect(both(0, 0)).toEqual({ value: 0, bar: 0, share: 0, reached: false });
  });

  test('what is no number counts as not measured', () => {
    const goal = { measure: 'accuracy', bar: 0.8 } as const;
    expect(goalState(goal, { runs }, [held([1, Number.NaN])]).value).toBeUndefined();
  });
});
