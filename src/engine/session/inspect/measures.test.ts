import { describe, expect, test } from 'vitest';
import {
  deadUnits,
  distanceOf,
  evenly,
  headEntropies,
  histogramOf,
  judgedBy,
  layerOf,
  normOf,
} from './measures';

test('a parameter belongs to the layer that its name begins with', () => {
  expect(layerOf('encoder.0.attn.Wq')).toBe('encoder.0.attn');
  expect(layerOf('head.b')).toBe('head');
  expect(layerOf('alpha')).toBe('alpha');
});

test('norms are over all tensors together', () => {
  expect(normOf([[3], [0, 4]])).toBe(5);
  expect(normOf([])).toBe(0);
  expect(distanceOf([[1, 2], [3]], [[1, 0], [2]])).toBeCloseTo(Math.sqrt(4 + 1), 12);
});

describe('a histogram', () => {
  test('has equally wide bins, the last with its upper end', () => {
    // Bins [0, 1), [1, 2), [2, 3), [3, 4].
    expect(histogramOf([0, 0.5, 1, 2.9, 3, 4], 0, 4, 4)).toEqual([2, 1, 1, 2]);
  });
  test('leaves out what is not a number or lies outside, and takes values that are all alike', () => {
    expect(histogramOf([Number.NaN, -1, 5, Infinity, 2], 0, 4, 2)).toEqual([0, 1]);
    expect(histogramOf([7, 7], 7, 7, 3)).toEqual([2, 0, 0]);
  });
});

describe('the entropy of a head', () => {
  test('is 0 for a weight of 1, and ln T where all weights are alike', () => {
    expect(headEntropies([1, 0, 0, 1], [1, 1, 2, 2])).toEqual([0]);
    const [uniform] = headEntropies([0.5, 0.5, 0.5, 0.5], [1, 1, 2, 2]);
    expect(uniform).toBeCloseTo(Math.log(2), 12);
  });
  test('is the mean over queries, of each head by itself', () => {
    // Head 1: ln 2 and 0; head 2: 0 and −¼ ln ¼ − ¾ ln ¾.
    const heads = headEntropies([0.5, 0.5, 1, 0, 1, 0, 0.25, 0.75], [1, 2, 2, 2]);
    expect(heads[0]).toBeCloseTo(Math.log(2) / 2, 12);
    expect(heads[1]).toBeCloseTo((0.25 * Math.log(4) + 0.75 * Math.log(4 / 3)) / 2, 12);
  });
  test('leaves out queries at positions that nobody attends to', () => {
    // The third position is padding: its own row is spread over the other two.
    const pattern = [1, 0, 0, 0, 1, 0, 0.5, 0.5, 0];
    expect(headEntropies(pattern, [1, 1, 3, 3])).toEqual([0]);
    // Of other keys than queries every query counts.
    expect(headEntropies([0.5, 0.5], [1, 1, 1, 2])[0]).toBeCloseTo(Math.log(2), 12);
  });
});

test('a unit is dead where it is 0 for all examples and at all places', () => {
  // Two examples of three units: the second is 0 in both.
  expect(deadUnits([1, 0, 0, 0, 0, 2], 3, 1)).toBe(1);
  // One example of two maps of two places each: both are on at one of them.
  expect(deadUnits([0, 1, 1, 0], 2, 2)).toBe(0);
  expect(deadUnits([0, 0, 1, 0], 2, 2)).toBe(1);
});

test('an answer is the first of the largest scores, and costs −ln of the right one’s probability', () => {
  const { answer, loss } = judgedBy([0, Math.log(3), Math.log(3)], 0);
  expect(answer).toBe(1);
  // Probabilities 1/7, 3/7, 3/7.
  expect(loss).toBeCloseTo(Math.log(7), 12);
  expect(judgedBy([1000, 0], 1).loss).toBe(1000);
});

test('some of a list lie evenly, its ends among them', () => {
  expect(evenly([1, 2, 3], 5)).toEqual([1, 2, 3]);
  expect(evenly([0, 1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([0, 4, 8]);
});
