import { InputError } from '../../tensor/errors';

/** Which number is put down to what: the score of a class, of the example or at one of its positions. */
export interface PredictionRequest {
  /** Number of the class; the predicted one unless given. */
  readonly class?: number;
  /** Position of the answer where a model gives several; 0 unless given. */
  readonly position?: number;
}

/** The answer that is asked about. */
export interface Prediction {
  /** The class whose score is put down to something, and the one that is predicted. */
  readonly class: number;
  readonly predicted: number;
  readonly position: number;
  readonly logit: number;
  readonly probability: number;
}

/**
 * The answer that a request is about.
 * @param shape of the logits, with the batch first
 * @throws InputError when there is no such class or position
 */
export function predictionOf(
  { class: wanted, position = 0 }: PredictionRequest,
  shape: readonly number[],
  logits: ArrayLike<number>,
): Prediction {
  const classes = shape[shape.length - 1];
  const positions = shape.slice(1, -1).reduce((all, size) => all * size, 1);
  if (!Number.isInteger(position) || position < 0 || position >= positions) {
    throw new InputError(
      `There is no answer at position ${JSON.stringify(position)}; choose 0 to ${positions - 1}.`,
    );
  }
  const own = Array.from({ length: classes }, (_, k) => logits[position * classes + k]);
  const predicted = own.indexOf(Math.max(...own));
  const chosen = wanted ?? predicted;
  if (!Number.isInteger(chosen) || chosen < 0 || chosen >= classes) {
    throw new InputError(
      `There is no class ${JSON.stringify(chosen)}; choose 0 to ${classes - 1}.`,
    );
  }
  const probability = softmaxOf(own)[chosen];
  return { class: chosen, predicted, position, logit: own[chosen], probability };
}

/** exp(x) / Σ exp(x). */
export function softmaxOf(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const powers = logits.map((x) => Math.exp(x - most));
  const total = powers.reduce((sum, x) => sum + x, 0);
  return powers.map((x) => x / total);
}

/** 1 at the score that is asked about, 0 at all others of one example. */
export function selectorFor(
  prediction: Pick<Prediction, 'class' | 'position'>,
  shape: readonly number[],
) {
  const classes = shape[shape.length - 1];
  const weights = new Float32Array(shape.slice(1).reduce((all, size) => all * size, 1));
  weights[prediction.position * classes + prediction.class] = 1;
  return weights;
}
