import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from './add';
import { fill } from './fill';
import { mean } from './mean';
import { relu } from './relu';
import { scale } from './scale';
import { sub } from './sub';

/**
 * Hinge loss of a discriminator: mean max(0, 1 − D(x)) over real examples plus mean max(0, 1 + D(x))
 * over made ones (Miyato et al. 2018, equation 16, as a loss). `f32[…], f32[…] → f32[]`
 *
 * @param real  scores of real examples
 * @param fake  scores of made examples
 */
export function hingeDiscriminator(
  b: Builder,
  real: Node,
  fake: Node,
  options?: NodeOptions,
): Node {
  const one = fill(b, [], 1);
  const shortOfReal = mean(b, relu(b, sub(b, one, real)));
  const beyondFake = mean(b, relu(b, add(b, one, fake)));
  return add(b, shortOfReal, beyondFake, options);
}

/**
 * Hinge loss of a generator: minus the mean score of what it made (Miyato et al. 2018, equation 17,
 * as a loss). `f32[…] → f32[]`
 */
export function hingeGenerator(b: Builder, fake: Node, options?: NodeOptions): Node {
  return scale(b, mean(b, fake), -1, options);
}
