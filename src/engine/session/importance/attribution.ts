import type { Graph } from '../../graph/node';
import { InputError } from '../../tensor/errors';
import type { TensorData } from '../../tensor/types';
import type { Subject } from '../subject';
import { attentionsOf } from './attentions';
import { Copies } from './copies';
import { type Feature, featuresOf, meanPerElement, perElement } from './features';
import { type AttentionShare, sharesOf } from './attention-share';
import { type Replacement, withoutEach } from './occlusion';
import { type Prediction, type PredictionRequest, predictionOf, selectorFor } from './prediction';

export interface AttributionRequest extends PredictionRequest {
  /** Points on the way from the baseline at which the gradient is taken; 64 unless given. */
  readonly steps?: number;
}

/** What each element of one input has to do with the score of a class. All are f32, one for each element. */
export interface FeatureAttribution extends Feature {
  /** The input itself: of pictures the mean of the channels; nothing of words, whose vectors are not looked at. */
  readonly input: Float32Array | null;
  /** Integrated gradients: they sum to the score less that of the baseline. */
  readonly integrated: Float32Array;
  /** Gradient times input, at the input itself. */
  readonly gradientInput: Float32Array;
  /** The score less what it is without the element. */
  readonly occlusion: Float32Array;
  readonly replacement: Replacement;
  /** The attention that it gets; null where no attention looks at these elements. */
  readonly attention: AttentionShare | null;
}

export interface Attribution extends Prediction {
  readonly features: readonly FeatureAttribution[];
  /** The score of the baseline, where all vectors of words and all numbers are 0. */
  readonly baseline: number;
  /** Σ of all integrated gradients, and how far it is from the score less that of the baseline. */
  readonly total: number;
  readonly error: number;
  readonly steps: number;
}

/** Copies of the example that are computed at once. */
const COPIES = 32;
const MOST_STEPS = 1024;

/**
 * The score of a class put down to the elements of the input, in four ways.
 * Integrated gradients: Sundararajan, Taly & Yan 2017, equation 1, by the midpoint rule, from zeros.
 * Gradient × input: Shrikumar, Greenside & Kundaje 2017, section 2. Occlusion: Zeiler & Fergus 2014,
 * section 4.
 * @throws InputError when there is no such class, position or number of steps, ExperimentError when
 *         the model does not choose among classes
 */
export async function attribute(
  subject: Subject,
  request: AttributionRequest,
): Promise<Attribution> {
  const { steps = 64 } = request;
  if (!Number.isInteger(steps) || steps < 1 || steps > MOST_STEPS) {
    throw new InputError(
      `Integrated gradients take 1 to ${MOST_STEPS} steps; got ${JSON.stringify(steps)}.`,
    );
  }
  const carriers = (graph: Graph) => featuresOf(graph, subject.dataset).map(({ tensor }) => tensor);
  const patterns = (graph: Graph) => attentionsOf(graph).map(({ pattern }) => pattern);
  const copies = await Copies.create({
    subject,
    copies: COPIES,
    replaceable: carriers,
    outputs: (graph) => ['logits', ...carriers(graph), ...patterns(graph)],
    gradients: (graph) => [...carriers(graph), ...patterns(graph)],
  });
  try {
    return await attributed(subject, copies, request, steps);
  } finally {
    copies.destroy();
  }
}

async function attributed(
  subject: Subject,
  copies: Copies,
  request: AttributionRequest,
  steps: number,
): Promise<Attribution> {
  const { shape } = copies.node('logits').type;
  const features = featuresOf(copies.plain, subject.dataset).filter(({ tensor }) =>
    copies.gradients.has(`grad:${tensor}`),
  );
  const inputs = (await copies.run(features.map(({ tensor }) => tensor))).map((data) =>
    data.slice(0, data.length / COPIES),
  );
  const [logits] = await copies.run(['logits']);
  const prediction = predictionOf(request, shape, logits);
  copies.select(selectorFor(prediction, shape));
  const scoreOf = (data: TensorData, copy: number): number =>
    data[
      copy * (data.length / COPIES) +
        prediction.position * shape[shape.length - 1] +
        prediction.class
    ];

  const path = new Path(copies, features, inputs);
  // The example itself, and in the second copy the baseline.
  const ends = await path.at(
    Array.from({ length: COPIES }, (_, i) => (i === 1 ? 0 : 1)),
    ['logits'],
  );
  const baseline = scoreOf(ends.others[0], 1);
  const shares = await sharesOf(copies, features);
  const sums = inputs.map((data) => new Float64Array(data.length));
  for (let first = 0; first < steps; first += COPIES) {
    const alphas = Array.from({ length: COPIES }, (_, i) => (first + i + 0.5) / steps);
    const { gradients } = await path.at(alphas, []);
    const counted = Math.min(COPIES, steps - first);
    for (const [f, sum] of sums.entries()) {
      for (let i = 0; i < counted * sum.length; i++) sum[i % sum.length] += gradients[f][i] / steps;
    }
  }
  for (const { tensor } of features) copies.restore(tensor);

  const found: FeatureAttribution[] = [];
  for (const [f, feature] of features.entries()) {
    const { replacement, scores } = await withoutEach(subject, copies, feature, inputs[f], scoreOf);
    const times = (gradient: ArrayLike<number>) =>
      perElement(
        feature,
        inputs[f].map((x, i) => x * gradient[i]),
      );
    found.push({
      ...feature,
      input: feature.kind === 'words' ? null : meanPerElement(feature, inputs[f]),
      integrated: times(sums[f]),
      gradientInput: times(ends.gradients[f]),
      occlusion: scores.map((score) => prediction.logit - score),
      replacement,
      attention: shares[f],
    });
  }
  const total = found.reduce((sum, { integrated }) => sum + totalOf(integrated), 0);
  const error = total - (prediction.logit - baseline);
  return { ...prediction, features: found, baseline, total, error, steps };
}

const totalOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0);

/** The straight way from zeros to the example, along all inputs at once. */
class Path {
  constructor(
    private readonly copies: Copies,
    private readonly features: readonly Feature[],
    private readonly inputs: readonly TensorData[],
  ) {}

  /**
   * Gradients of the score at one point of the way for each copy, and other tensors.
   * @param alphas from 0, zeros, to 1, the example
   */
  async at(alphas: readonly number[], others: readonly string[]) {
    const { copies, features, inputs } = this;
    for (const [f, { tensor }] of features.entries()) {
      const each = inputs[f].length;
      copies.replace(
        tensor,
        Float32Array.from(
          { length: each * alphas.length },
          (_, i) => alphas[Math.floor(i / each)] * inputs[f][i % each],
        ),
      );
    }
    const names = features.map(({ tensor }) => `grad:${tensor}`);
    const data = await copies.run([...names, ...others]);
    return { gradients: data.slice(0, names.length), others: data.slice(names.length) };
  }
}
