import type { Baseline, Split } from './dataset';
import { evaluateNaiveBayes, trainNaiveBayes } from './naive-bayes';

interface Sizes {
  /** Ids of each text in `tokens`, padding (0) included. */
  readonly length: number;
  readonly classes: number;
  readonly vocabularySize: number;
}

/** What naive Bayes makes of the very ids that a model reads: `tokens` i32[T], `target` i32[]. */
export function naiveBayesBaseline(
  train: Split,
  validation: Split,
  { length, classes, vocabularySize }: Sizes,
): Baseline {
  const documents = ({ count, values: { tokens } }: Split) =>
    Array.from({ length: count }, (_, i) => tokens.subarray(i * length, (i + 1) * length));
  const model = trainNaiveBayes(documents(train), train.values.target, { classes, vocabularySize });
  const { accuracy } = evaluateNaiveBayes(model, documents(validation), validation.values.target);
  return { name: 'naiveBayes', measure: 'accuracy', value: accuracy };
}
