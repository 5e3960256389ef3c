import { describe, expect, test } from 'vitest';
import { TestGraph } from '../testing/test-graph';
import { correct } from './correct';
import { crossEntropy } from './cross-entropy';

const none = -Infinity;

describe('cross-entropy', () => {
  test('of undecided logits is the logarithm of the number of classes', () => {
    const g = new TestGraph();
    const loss = crossEntropy(g.b, g.f32([2, 4], new Array(8).fill(3)), g.i32([2], [0, 3]));
    expect(g.read(loss)[0]).toBeCloseTo(Math.log(4), 6);
  });

  test('leaves ignored items, and classes that do not exist, out of the mean', () => {
    const g = new TestGraph();
    const x = g.f32([4, 2], [0, 0, 9, 0, 9, 0, 0, 0]);
    const loss = crossEntropy(g.b, x, g.i32([4], [0, -1, 2, 1]), { ignoreIndex: -1 });
    expect(g.read(loss)[0]).toBeCloseTo(Math.LN2, 6);
    expect(g.gradient(loss, x)).toEqual([-0.25, 0.25, 0, 0, 0, 0, 0.25, -0.25]);
  });

  test('is 0 without a gradient when every item is ignored', () => {
    const g = new TestGraph();
    const x = g.f32([2, 2], [1, 2, 3, 4]);
    const loss = crossEntropy(g.b, x, g.i32([2], [-100, -100]));
    expect(g.read(loss)).toEqual([0]);
    expect(g.gradient(loss, x)).toEqual([0, 0, 0, 0]);
  });

  test('is exact at large logits', () => {
    const g = new TestGraph();
    const x = g.f32([2, 2], [1e4, -1e4, 1e4, -1e4]);
    const loss = crossEntropy(g.b, x, g.i32([2], [0, 1]), { reduction: 'none' });
    expect(g.read(loss)).toEqual([0, 2e4]);
  });

  test('takes logits of −∞ as classes that cannot be', () => {
    const g = new TestGraph();
    const x = g.f32([2, 3], [0, none, 0, none, none, none]);
    const loss = crossEntropy(g.b, x, g.i32([2], [0, 1]), { reduction: 'none' });
    expect(g.read(loss)).toEqual([Math.fround(Math.LN2), 0]);
    expect(g.gradient(loss, x)).toEqual([-0.5, 0, 0.5, 0, 0, 0]);
  });

  test('passes a NaN on', () => {
    const g = new TestGraph();
    const x = g.f32([1, 3], [0, Number.NaN, 1]);
    expect(g.read(crossEntropy(g.b, x, g.i32([1], [0])))).toEqual([NaN]);
  });

  test('says what shape the target must have', () => {
    const g = new TestGraph();
    const x = g.f32([2, 3], [1, 2, 3, 4, 5, 6]);
    expect(() => crossEntropy(g.b, x, g.i32([3], [0, 0, 0]))).toThrow(
      /crossEntropy: the target has shape \[3\], but logits of shape \[2,3\].* asks for \[2\]/,
    );
    expect(() => crossEntropy(g.b, x, g.i32([2], [0, 0]), { labelSmoothing: 2 })).toThrow(
      /label smoothing is 2/,
    );
  });
});

describe('correct', () => {
  const logits = [1, 0, 2, 2, 5, 1, 0, 0, 9];

  test('is the fraction of items whose largest logit is the right one', () => {
    const g = new TestGraph();
    const x = g.f32([3, 3], logits);
    expect(g.read(correct(g.b, x, g.i32([3], [2, 0, 2])))[0]).toBeCloseTo(2 / 3, 6);
  });

  test('counts, and leaves out what is ignored', () => {
    const g = new TestGraph();
    const x = g.f32([3, 3], logits);
    const target = g.i32([3], [2, -1, 2]);
    expect(g.read(correct(g.b, x, target, { ignoreIndex: -1, reduction: 'sum' }))).toEqual([2]);
    expect(g.read(correct(g.b, x, target, { ignoreIndex: -1 }))).toEqual([1]);
    const nobody = g.i32([3], [-1, -1, -1]);
    expect(g.read(correct(g.b, x, nobody, { ignoreIndex: -1 }))).toEqual([0]);
  });

  test('takes the first of several largest logits', () => {
    const g = new TestGraph();
    const x = g.f32([2, 2], [1, 1, 1, 1]);
    expect(g.read(correct(g.b, x, g.i32([2], [0, 1]), { reduction: 'sum' }))).toEqual([1]);
  });

  test('has no gradient', () => {
    const g = new TestGraph();
    const x = g.f32([1, 2], [1, 2]);
    const accuracy = correct(g.b, x, g.i32([1], [0]));
    expect(() => g.gradient(accuracy, x)).toThrow(/not differentiable|no gradient/);
  });
});
