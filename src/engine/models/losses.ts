import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { argMax } from '../ops/arg-max';
import { correct } from '../ops/correct';
import { crossEntropy } from '../ops/cross-entropy';
import { equal } from '../ops/equal';
import { fill } from '../ops/fill';
import { greater } from '../ops/greater';
import { mse } from '../ops/mse';
import { mul } from '../ops/mul';
import { oneHot } from '../ops/one-hot';
import { paddingMask } from '../ops/padding-mask';
import { softmax } from '../ops/softmax';
import { sub } from '../ops/sub';
import { sum } from '../ops/sum';
import type { Purpose } from './block';
import type { LossSpec } from './spec';

/** Class that says "no answer known": it takes no part in the loss. */
export const NO_TARGET = -1;

/** What a model is judged by; scalars. For evaluation sums over a batch, else means. */
export interface Judgement {
  readonly loss: Node;
  /** Where the target is a class. */
  readonly accuracy?: Node;
  /** Evaluation: how many examples have all their positions right, where there are several. */
  readonly exact?: Node;
}

/** Appends the loss of a specification to a graph, and with it what else tells how good a model is. */
export function judge(
  b: Builder,
  spec: Exclude<LossSpec, { kind: 'ctc' | 'adversarial' }>,
  output: Node,
  target: Node,
  purpose: Purpose,
): Judgement {
  const reduction = purpose === 'evaluate' ? 'sum' : 'mean';
  if (spec.kind === 'mse') return { loss: mse(b, output, target, { reduction, name: 'loss' }) };
  if (purpose === 'show') showProbabilities(b, output);
  const axis = output.type.shape.length - 1;
  const classes = { axis, reduction, ignoreIndex: NO_TARGET } as const;
  const smoothing = purpose === 'train' ? (spec.labelSmoothing ?? 0) : 0;
  const loss = crossEntropy(
    b,
    output,
    target,
    { ...classes, labelSmoothing: smoothing },
    { name: 'loss' },
  );
  const accuracy = rightClasses(b, output, target, purpose);
  const several = target.type.shape.length > 1 && purpose === 'evaluate';
  return { loss, accuracy, ...(several ? { exact: allRight(b, output, target) } : {}) };
}

/** Adds the probabilities of the classes, f32 of the shape of their scores. */
export function showProbabilities(b: Builder, scores: Node): void {
  const { axes } = scores;
  softmax(b, scores, { axis: -1 }, { name: 'probabilities', axes, kind: 'probability' });
}

/** Which share of the answers is right; for evaluation how many are. */
export function rightClasses(b: Builder, scores: Node, target: Node, purpose: Purpose): Node {
  const axis = scores.type.shape.length - 1;
  const reduction = purpose === 'evaluate' ? 'sum' : 'mean';
  const options = { axis, reduction, ignoreIndex: NO_TARGET } as const;
  return correct(b, scores, target, options, { name: 'accuracy' });
}

/**
 * How many examples have the right class at every position that counts. With the right words given
 * as context this is how many a greedy decoder would write without a mistake: up to its first
 * mistake it reads just these words.
 */
function allRight(b: Builder, output: Node, target: Node): Node {
  const rest = target.type.shape.slice(1).map((_, i) => i + 1);
  const classes = output.type.shape[output.type.shape.length - 1];
  const chosen = oneHot(b, argMax(b, output, { axis: -1 }), { classes });
  const last = target.type.shape.length;
  const right = sum(b, mul(b, chosen, oneHot(b, target, { classes })), { axes: [last] });
  const counts = paddingMask(b, target, { pad: NO_TARGET });
  const wrong = mul(b, counts, sub(b, fill(b, [], 1), right));
  const clean = equal(b, sum(b, wrong, { axes: rest }), fill(b, [], 0));
  const real = greater(b, sum(b, counts, { axes: rest }), fill(b, [], 0));
  return sum(b, mul(b, clean, real), {}, { name: 'exact' });
}
