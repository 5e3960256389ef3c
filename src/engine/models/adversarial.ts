import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { hingeDiscriminator, hingeGenerator } from '../ops/hinge';
import { scale } from '../ops/scale';
import type { Purpose } from './block';
import type { Judgement } from './losses';

/** What a discriminator says, f32[B] each; see the block `discriminator`. */
export interface Verdicts {
  /** Scores of real pictures, and what these would score as pictures of another class. */
  readonly real: Node;
  readonly other: Node;
  /** Scores of made pictures as constants, and by constant weights. */
  readonly made: Node;
  readonly judged: Node;
}

/**
 * Two losses in one: the discriminator's and the generator's. The discriminator has to tell real
 * pictures from made ones, and from real ones of which it is told another class: without this it cares
 * little for what is asked. What belongs to the other player is a constant in each, so that the gradient
 * of the sum is for every parameter that of its owner's loss alone: one step is a step of simultaneous
 * gradient descent of both. Evaluation needs batches without missing examples.
 * Source: Goodfellow et al. 2014, section 3; Zhang et al. 2019, equation 4; Reed et al. 2016, Generative
 * Adversarial Text to Image Synthesis, algorithm 1, for pictures with another class.
 */
export function judgeAdversaries(b: Builder, verdicts: Verdicts, purpose: Purpose): Judgement {
  const { real, other, made, judged } = verdicts;
  const apart = hingeDiscriminator(b, real, made);
  const right = hingeDiscriminator(b, real, other);
  const ofDiscriminator = add(b, apart, right, { name: 'loss.discriminator' });
  const ofGenerator = hingeGenerator(b, judged, { name: 'loss.generator' });
  const count = purpose === 'evaluate' ? real.type.shape[0] : 1;
  return { loss: scale(b, add(b, ofDiscriminator, ofGenerator), count, { name: 'loss' }) };
}
