import { describe, expect, test } from 'vitest';
import { bagOfWordsAccuracy, probabilities, trainBagOfWords } from './bag-of-words';

describe('logistic regression on word counts', () => {
  test('its first step is the one of the gradient', () => {
    // From zero weights p is ½ for either class: each weight of a word moves by rate · (1[right] − ½).
    const { weights, bias } = trainBagOfWords([[1, 2, 2, 0]], [1], {
      classes: 2,
      vocabularySize: 3,
      epochs: 1,
      rate: 0.1,
    });
    const expected = [0, 0, -0.05, 0.05, -0.1, 0.1];
    weights.forEach((weight, i) => expect(weight).toBeCloseTo(expected[i], 12));
    expect([...bias].map((b) => Math.round(b * 1e12) / 1e12)).toEqual([-0.05, 0.05]);
    // Scores of word 2: ±(0.05 + 0.1), so p₁ = 1 / (1 + e^−0.3).
    const p = probabilities({ classes: 2, weights, bias }, [2]);
    expect(p[1]).toBeCloseTo(1 / (1 + Math.exp(-0.3)), 12);
    expect(p[0] + p[1]).toBeCloseTo(1, 12);
  });

  test('learns what words alone decide, and not what their order does', () => {
    const decided = [[1], [2], [3, 1], [3, 2]];
    const labels = [0, 1, 0, 1];
    const sizes = { classes: 2, vocabularySize: 4, epochs: 50 };
    expect(bagOfWordsAccuracy(trainBagOfWords(decided, labels, sizes), decided, labels)).toBe(1);
    // With 3 in front the classes change places: no weighing of words can do that.
    const turned = [0, 1, 1, 0];
    const model = trainBagOfWords(decided, turned, sizes);
    expect(bagOfWordsAccuracy(model, decided, turned)).toBeLessThan(1);
  });
});
