import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { correct } from '../ops/correct';
import { crossEntropy } from '../ops/cross-entropy';
import { hingeDiscriminator, hingeGenerator } from '../ops/hinge';
import { scale } from '../ops/scale';
import { softmax } from '../ops/softmax';
import type { Purpose } from './block';
import { type Judgement, NO_TARGET } from './losses';

/** What a generator and its opponents say, f32[B] and f32[B,K]; see the blocks `discriminator` and `reader`. */
export interface Verdicts {
  /** Scores of real pictures, of made ones as constants, and of made ones by constant weights. */
  readonly real: Node;
  readonly made: Node;
  readonly judged: Node;
  /** Class scores of real pictures, and of made ones as constants. */
  readonly readReal: Node;
  readonly readMade: Node;
  /** Which class each real picture is of, and is asked for; i32[B]. */
  readonly target: Node;
}

/**
 * Three losses in one: the discriminator's hinge loss, the generator's, and the cross-entropy of a
 * classifier of real pictures. What belongs to another is a constant in each, so that the gradient of
 * the sum is for every parameter that of its owner's loss alone: one step is a step of simultaneous
 * gradient descent of all. Accuracy: which share of the made pictures the classifier reads as the
 * class that was asked for. Evaluation needs batches without missing examples.
 * Source: Goodfellow et al. 2014, section 3; Zhang et al. 2019, equation 4.
 */
export function judgeAdversaries(b: Builder, verdicts: Verdicts, purpose: Purpose): Judgement {
  const { real, made, judged, readReal, readMade, target } = verdicts;
  if (purpose === 'show') {
    const axes = readMade.axes;
    softmax(b, readMade, { axis: -1 }, { name: 'probabilities', axes, kind: 'probability' });
  }
  const classes = { axis: 1, ignoreIndex: NO_TARGET } as const;
  const ofDiscriminator = hingeDiscriminator(b, real, made, { name: 'loss.discriminator' });
  const ofGenerator = hingeGenerator(b, judged, { name: 'loss.generator' });
  const ofReader = crossEntropy(
    b,
    readReal,
    target,
    { ...classes, reduction: 'mean' },
    { name: 'loss.reader' },
  );
  const evaluates = purpose === 'evaluate';
  const both = add(b, ofDiscriminator, ofGenerator);
  const count = evaluates ? target.type.shape[0] : 1;
  const loss = scale(b, add(b, both, ofReader), count, { name: 'loss' });
  const reduction = evaluates ? 'sum' : 'mean';
  const accuracy = correct(b, readMade, target, { ...classes, reduction }, { name: 'accuracy' });
  return { loss, accuracy };
}
