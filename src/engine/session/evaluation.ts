import type { Dataset } from '../data/dataset';
import type { Intervention } from '../experiment/schema';
import type { Node } from '../graph/node';
import { buildModel, type ModelGraph } from '../models/build';
import type { LossSpec, ModelSpec } from '../models/spec';
import { sequentialBatch } from '../ops/sequential-batch';
import { ExperimentError } from '../tensor/errors';
import type { ValidationPoint } from './api';
import { batchInputs, EVALUATION_BATCH, fullBatchOf, itemsOf } from './data-memory';
import { intervened } from './intervened';
import { RING_WIDTH } from './trainer-memory';

/** What it takes to go through all validation examples. */
export interface Passes {
  readonly batches: number;
  /** Examples of a batch; the last one may be filled up with examples that do not count. */
  readonly batch: number;
  /** What the loss is per: see itemsOf. */
  readonly items: number;
  /** What the accuracy is per. */
  readonly answers: number;
  readonly examples: number;
}

/**
 * The graph of one batch of validation data, which sums what a model is judged by.
 * @throws ExperimentError when the model has no loss
 */
export function evaluationOf(
  model: ModelSpec,
  dataset: Dataset,
  interventions: readonly Intervention[] = [],
): Passes & { readonly graph: ModelGraph } {
  if (!model.loss) {
    throw new ExperimentError('This model has no loss, so there is nothing to train it by.');
  }
  const { count } = dataset.validation;
  const batch = evaluationBatchOf(dataset, model);
  const choose = batchInputs(dataset, 'validation', (b) => sequentialBatch(b, { count, batch }));
  return {
    graph: intervened(buildModel(model, choose, 'evaluate'), interventions),
    batch,
    batches: Math.ceil(count / batch),
    items: itemsOf(dataset, 'validation', model.loss),
    answers: itemsOf(dataset, 'validation', answered(model) ?? model.loss),
    examples: count,
  };
}

/** What of a graph says how good its model is. */
export function measures({ accuracy, loss, exact }: ModelGraph): Node[] {
  return [accuracy, loss, exact].filter((node) => node !== undefined);
}

/** Means from the records of all batches: sums of the loss, of right answers, of examples without a mistake. */
export function judged(
  ring: ArrayLike<number>,
  { batches, items, answers, examples }: Passes,
): Omit<ValidationPoint, 'step'> {
  const sums = [0, 0, 0];
  for (let i = 0; i < batches; i++) {
    for (let of = 0; of < sums.length; of++) sums[of] += ring[i * RING_WIDTH + of];
  }
  const [loss, right, exact] = sums;
  return {
    loss: loss / items,
    accuracy: right / answers,
    ...(Number.isNaN(exact) ? {} : { exact: exact / examples }),
  };
}

/**
 * Examples of one evaluation pass. A missing class takes no part in the loss; missing numbers and
 * pictures would, so that batches of those have to be full.
 */
function evaluationBatchOf(dataset: Dataset, { loss }: ModelSpec): number {
  const { count } = dataset.validation;
  const full = loss?.kind === 'mse' || loss?.kind === 'adversarial';
  return full ? fullBatchOf(count) : Math.min(EVALUATION_BATCH, count);
}

/** By what the answers of a judge are right or wrong, where there is one. */
function answered({ judge }: ModelSpec): LossSpec | undefined {
  const loss = judge?.model.loss;
  return loss && { ...loss, target: judge.reads[loss.target] };
}
