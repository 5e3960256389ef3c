import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { hingeDiscriminator, hingeGenerator } from '../ops/hinge';
import { scale } from '../ops/scale';
import type { Purpose } from './block';
import type { Judgement } from './losses';

/** What a discriminator says, f32[B] each; see the block `discriminator`. */
export interface Verdicts {
  /** Scores of real pictures, of made ones as constants, and of made ones by constant weights. */
  readonly real: Node;
  readonly made: Node;
  readonly judged: Node;
}

/**
 * Two losses in one: the discriminator's hinge loss and the generator's. What belongs to the other is a
 * constant in each, so that the gradient of the sum is for every parameter that of its owner's loss
 * alone: one step is a step of simultaneous gradient descent of both. Evaluation needs batches without
 * missing examples.
 * Source: Goodfellow et al. 2014, section 3; Zhang et al. 2019, equation 4.
 */
export function judgeAdversaries(b: Builder, verdicts: Verdicts, purpose: Purpose): Judgement {
  const { real, made, judged } = verdicts;
  const ofDiscriminator = hingeDiscriminator(b, real, made, { name: 'loss.discriminator' });
  const ofGenerator = hingeGenerator(b, judged, { name: 'loss.generator' });
  const count = purpose === 'evaluate' ? real.type.shape[0] : 1;
  return { loss: scale(b, add(b, ofDiscriminator, ofGenerator), count, { name: 'loss' }) };
}
