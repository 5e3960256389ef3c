import { describe, expect, it } from 'vitest';
import {
  evaluateNaiveBayes,
  naiveBayesPredict,
  naiveBayesScores,
  trainNaiveBayes,
} from './naive-bayes';

/**
 * Manning, Raghavan & Schütze 2008, table 13.1 and example 13.1: is a document about China?
 * Class 0 is "China", class 1 is "not China".
 */
const [PAD, CHINESE, BEIJING, SHANGHAI, MACAO, TOKYO, JAPAN] = [0, 1, 2, 3, 4, 5, 6];
const documents = [
  [CHINESE, BEIJING, CHINESE],
  [CHINESE, CHINESE, SHANGHAI],
  [CHINESE, MACAO],
  [TOKYO, JAPAN, CHINESE],
];
const labels = [0, 0, 0, 1];
const d5 = [CHINESE, CHINESE, CHINESE, TOKYO, JAPAN];
const options = { classes: 2, vocabularySize: 7 };

describe('Multinomial naive Bayes', () => {
  it("gives the probabilities of the textbook's worked example", () => {
    const { logPrior, logLikelihood } = trainNaiveBayes(documents, labels, options);
    const likelihood = (c: number, id: number) => Math.exp(logLikelihood[c * 7 + id]);

    expect(Math.exp(logPrior[0])).toBeCloseTo(3 / 4, 12);
    expect(Math.exp(logPrior[1])).toBeCloseTo(1 / 4, 12);
    // P(Chinese|c) = (5 + 1)/(8 + 6), P(Tokyo|c) = P(Japan|c) = (0 + 1)/(8 + 6)
    expect(likelihood(0, CHINESE)).toBeCloseTo(3 / 7, 12);
    expect(likelihood(0, TOKYO)).toBeCloseTo(1 / 14, 12);
    expect(likelihood(0, JAPAN)).toBeCloseTo(1 / 14, 12);
    // P(Chinese|c̄) = P(Tokyo|c̄) = P(Japan|c̄) = (1 + 1)/(3 + 6)
    expect(likelihood(1, CHINESE)).toBeCloseTo(2 / 9, 12);
    expect(likelihood(1, TOKYO)).toBeCloseTo(2 / 9, 12);
    expect(likelihood(1, JAPAN)).toBeCloseTo(2 / 9, 12);
  });

  it("classifies the textbook's test document as about China", () => {
    const model = trainNaiveBayes(documents, labels, options);
    const [china, notChina] = naiveBayesScores(model, d5).map(Math.exp);
    // 3/4 · (3/7)³ · 1/14 · 1/14 = 81/268912 ≈ 0.0003
    expect(china).toBeCloseTo(81 / 268_912, 12);
    expect(china).toBeCloseTo(0.0003, 4);
    // 1/4 · (2/9)³ · 2/9 · 2/9 = 8/59049 ≈ 0.0001
    expect(notChina).toBeCloseTo(8 / 59_049, 12);
    expect(notChina).toBeCloseTo(0.0001, 4);
    expect(naiveBayesPredict(model, d5)).toBe(0);
  });

  it('takes no notice of padding', () => {
    const padded = documents.map((d) => [...d, PAD, PAD]);
    const model = trainNaiveBayes(padded, labels, options);
    expect(model).toEqual(trainNaiveBayes(documents, labels, options));
    expect(naiveBayesScores(model, [...d5, PAD])).toEqual(naiveBayesScores(model, d5));
  });

  it('does not underflow on a document of a hundred thousand words', () => {
    const model = trainNaiveBayes(documents, labels, options);
    const scores = naiveBayesScores(model, new Array<number>(100_000).fill(CHINESE));
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(scores[0]).toBeCloseTo(Math.log(3 / 4) + 100_000 * Math.log(3 / 7), 5);
  });

  it('never predicts a class without documents', () => {
    const model = trainNaiveBayes(documents, labels, { classes: 3, vocabularySize: 7 });
    expect(model.logPrior[2]).toBe(-Infinity);
    expect(naiveBayesPredict(model, [])).toBe(0);
    expect(naiveBayesPredict(model, [TOKYO, JAPAN])).toBe(1);
  });

  it('counts right and wrong predictions by class', () => {
    const model = trainNaiveBayes(documents, labels, options);
    const { accuracy, confusion } = evaluateNaiveBayes(model, [d5, [TOKYO], [CHINESE]], [1, 1, 0]);
    expect(accuracy).toBeCloseTo(2 / 3, 12);
    expect(confusion).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('names the document or the id that does not fit', () => {
    expect(() => trainNaiveBayes(documents, [0], options)).toThrow('4 documents and 1 labels');
    expect(() => trainNaiveBayes(documents, [0, 0, 2, 1], options)).toThrow('document 2 is 2');
    expect(() => trainNaiveBayes([[7]], [0], options)).toThrow('word id 7');
    const model = trainNaiveBayes(documents, labels, options);
    expect(() => naiveBayesPredict(model, [-1])).toThrow('word id -1');
  });
});
