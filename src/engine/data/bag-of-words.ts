/**
 * Multinomial logistic regression on word counts: the bag of words that a model which knows the
 * order of words has to beat. p(c) = softmax(b_c + Σ_t w_ct) over the words t of a text.
 * Source: Bishop, *Pattern Recognition and Machine Learning* (Springer, 2006), section 4.3.4.
 */

export interface BagOfWords {
  /** Classes K. */
  readonly classes: number;
  /** f64[V, K], row by row. */
  readonly weights: Float64Array;
  /** f64[K]. */
  readonly bias: Float64Array;
}

interface Training {
  readonly classes: number;
  readonly vocabularySize: number;
  /** Passes over the texts; 10 unless given. */
  readonly epochs?: number;
  /** Size of the first changes, halved after every quarter of the passes; 0.1 unless given. */
  readonly rate?: number;
}

/**
 * Trains by stochastic gradient descent, text by text in the order given: the same texts give the
 * same numbers. Id 0 is padding and counts for nothing.
 */
export function trainBagOfWords(
  documents: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  { classes, vocabularySize, epochs = 10, rate = 0.1 }: Training,
): BagOfWords {
  const weights = new Float64Array(vocabularySize * classes);
  const bias = new Float64Array(classes);
  const model = { classes, weights, bias };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const step = rate * 0.5 ** Math.floor((4 * epoch) / epochs);
    for (const [i, document] of documents.entries()) {
      // The gradient of −log p of the right class, by each score.
      const slopes = probabilities(model, document);
      slopes[labels[i]] -= 1;
      for (let c = 0; c < classes; c++) bias[c] -= step * slopes[c];
      for (let t = 0; t < document.length; t++) {
        if (document[t] === 0) continue;
        for (let c = 0; c < classes; c++) weights[document[t] * classes + c] -= step * slopes[c];
      }
    }
  }
  return model;
}

/** How likely each class is for a text. */
export function probabilities(
  { classes, weights, bias }: BagOfWords,
  document: ArrayLike<number>,
): Float64Array {
  const scores = Float64Array.from(bias);
  for (let t = 0; t < document.length; t++) {
    if (document[t] === 0) continue;
    for (let c = 0; c < classes; c++) scores[c] += weights[document[t] * classes + c];
  }
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Share of texts whose most likely class is the right one. */
export function bagOfWordsAccuracy(
  model: BagOfWords,
  documents: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
): number {
  const right = documents.filter((document, i) => {
    const p = probabilities(model, document);
    return p.indexOf(Math.max(...p)) === labels[i];
  });
  return right.length / documents.length;
}
