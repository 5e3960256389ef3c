import { describe, expect, test } from 'vitest';
import { bestAt, firstAsked, judged, stepTo, visible } from './answers';

describe('answers at each position', () => {
  test('the most likely class is found in the position’s own row', () => {
    const data = Float32Array.of(0.1, 0.7, 0.2, 0.5, 0.25, 0.25);
    expect(bestAt(data, 0, 3)).toEqual({ best: 1, probability: data[1] });
    expect(bestAt(data, 1, 3)).toEqual({ best: 0, probability: 0.5 });
  });

  test('an answer is right, wrong, not asked for, or cannot be judged', () => {
    const targets = [2, -1, 0];
    expect(judged(2, targets, 0)).toBe('right');
    expect(judged(2, targets, 2)).toBe('wrong');
    expect(judged(2, targets, 1)).toBe('unasked');
    expect(judged(2, [-1, -1], 1)).toBe('open');
    expect(judged(2, [], 5)).toBe('open');
    expect(firstAsked([-1, -1, 4])).toBe(2);
    expect(firstAsked([-1])).toBe(0);
  });

  test('keys move along and stop at the ends', () => {
    expect(stepTo('ArrowRight', 0, 3)).toBe(1);
    expect(stepTo('ArrowRight', 2, 3)).toBe(2);
    expect(stepTo('ArrowLeft', 0, 3)).toBe(0);
    expect(stepTo('Home', 2, 3)).toBe(0);
    expect(stepTo('End', 0, 3)).toBe(2);
    expect(stepTo('a', 0, 3)).toBeNull();
  });

  test('blanks can be seen', () => {
    expect([' ', '\n', 'a b'].map(visible)).toEqual(['␣', '↵', 'a b']);
  });
});
