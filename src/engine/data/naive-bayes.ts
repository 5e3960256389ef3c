/**
 * Multinomial naive Bayes: the classical baseline that an attention model over words has to beat.
 */

/** A trained classifier: log probabilities in nats. */
export interface NaiveBayes {
  /** Number of classes K. */
  readonly classes: number;
  /** Number of ids V, ignored ones included. */
  readonly vocabularySize: number;
  /** log P(c), `f64[K]`. */
  readonly logPrior: Float64Array;
  /** log P(t | c), `f64[K, V]`, row by row; 0 for ignored ids, which therefore count for nothing. */
  readonly logLikelihood: Float64Array;
}

/** How {@link trainNaiveBayes} counts. */
export interface NaiveBayesOptions {
  /** Number of classes K: labels are 0 … K−1. */
  readonly classes: number;
  /** Number of ids V: word ids are 0 … V−1. */
  readonly vocabularySize: number;
  /** Pseudo-count added to every word of every class; 1 (Laplace) unless told. */
  readonly alpha?: number;
  /** Ids left out of counting, smoothing and scoring; padding (`[0]`) unless told. */
  readonly ignore?: readonly number[];
}

/**
 * Trains a multinomial naive Bayes classifier with additive smoothing.
 *
 *     P(c)     = N_c / N
 *     P(t | c) = (T_ct + α) / (Σ_t' T_ct' + α·|V|)
 *
 * N_c is the number of documents of class c, T_ct how often word t occurs in them, |V| the number of
 * words that are not ignored. By default only padding (id 0) is ignored: the unknown word (id 1) is
 * a word like any other, so that the baseline sees exactly the ids that a neural model sees.
 *
 * A class without documents has log prior −∞ and is never predicted.
 *
 * @param documents word ids of each document; padding may follow them
 * @param labels class of each document
 * @throws RangeError if counts differ, or an id or a label is out of range
 *
 * Source: C. D. Manning, P. Raghavan, H. Schütze, *Introduction to Information Retrieval*
 * (Cambridge University Press, 2008), chapter 13, equations 13.5 and 13.7, figure 13.2.
 */
export function trainNaiveBayes(
  documents: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  { classes, vocabularySize, alpha = 1, ignore = [0] }: NaiveBayesOptions,
): NaiveBayes {
  if (documents.length !== labels.length) {
    throw new RangeError(
      `naive Bayes: got ${documents.length} documents and ${labels.length} labels; give one label per document`,
    );
  }
  const ignored = new Uint8Array(vocabularySize);
  for (const id of ignore) ignored[id] = 1;
  const words = ignored.reduce((n, flag) => n + (1 - flag), 0);

  const documentCount = new Float64Array(classes);
  const wordCount = new Float64Array(classes * vocabularySize);
  const totalCount = new Float64Array(classes);
  documents.forEach((document, i) => {
    const label = labels[i];
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new RangeError(
        `naive Bayes: label of document ${i} is ${label}; expected 0 … ${classes - 1}`,
      );
    }
    documentCount[label]++;
    for (let j = 0; j < document.length; j++) {
      const id = checkedId(document[j], vocabularySize);
      if (ignored[id]) continue;
      wordCount[label * vocabularySize + id]++;
      totalCount[label]++;
    }
  });

  const logPrior = documentCount.map((n) => Math.log(n / documents.length));
  const logLikelihood = new Float64Array(classes * vocabularySize);
  for (let c = 0; c < classes; c++) {
    for (let id = 0; id < vocabularySize; id++) {
      if (ignored[id]) continue;
      const k = c * vocabularySize + id;
      logLikelihood[k] = Math.log((wordCount[k] + alpha) / (totalCount[c] + alpha * words));
    }
  }
  return { classes, vocabularySize, logPrior, logLikelihood };
}

/**
 * The score of each class for one document, in nats; the highest one is the prediction.
 *
 *     score_c = log P(c) + Σ_k log P(t_k | c)        (natural logarithm of P(c)·Π_k P(t_k | c))
 *
 * Summed logarithms cannot underflow where the product would.
 *
 * @throws RangeError if a word id is out of range
 *
 * Source: Manning, Raghavan & Schütze 2008, equation 13.4.
 */
export function naiveBayesScores(model: NaiveBayes, document: ArrayLike<number>): Float64Array {
  const scores = Float64Array.from(model.logPrior);
  for (let j = 0; j < document.length; j++) {
    const id = checkedId(document[j], model.vocabularySize);
    for (let c = 0; c < model.classes; c++) {
      scores[c] += model.logLikelihood[c * model.vocabularySize + id];
    }
  }
  return scores;
}

/** The class with the highest score; of equal ones, the first. */
export function naiveBayesPredict(model: NaiveBayes, document: ArrayLike<number>): number {
  const scores = naiveBayesScores(model, document);
  return scores.indexOf(Math.max(...scores));
}

/** How well a classifier does on labelled documents. */
export interface Evaluation {
  /** Share of documents whose class was predicted, a probability; NaN without documents. */
  readonly accuracy: number;
  /** `confusion[true class][predicted class]`: number of documents. */
  readonly confusion: number[][];
}

/**
 * Predicts every document and counts right and wrong ones.
 *
 * @throws RangeError if a word id is out of range
 */
export function evaluateNaiveBayes(
  model: NaiveBayes,
  documents: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
): Evaluation {
  const confusion = Array.from({ length: model.classes }, () =>
    new Array<number>(model.classes).fill(0),
  );
  let right = 0;
  documents.forEach((document, i) => {
    const predicted = naiveBayesPredict(model, document);
    confusion[labels[i]][predicted]++;
    if (predicted === labels[i]) right++;
  });
  return { accuracy: right / documents.length, confusion };
}

function checkedId(id: number, vocabularySize: number): number {
  if (Number.isInteger(id) && id >= 0 && id < vocabularySize) return id;
  throw new RangeError(
    `naive Bayes: word id ${id} is out of range; expected 0 … ${vocabularySize - 1}`,
  );
}
