import { scale } from '../../ops/scale';
import { smallCnn } from '../pytorch-cnn';
import type { TruthTraining } from '../training-truth';
import text from '../truth/cnn_digits.json?raw';

/** A convolutional network reads handwritten digits of 8 × 8 pixels with values from 0 to 16. */
export const cnnDigits: TruthTraining = {
  text,
  model: (b, { x }, params) => ({
    logits: smallCnn(b, params, scale(b, x, 1 / 16)).logits,
    axis: -1,
  }),
};
