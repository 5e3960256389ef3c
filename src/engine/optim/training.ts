import type { HyperSettings } from './hyper';

/** How a model is trained, as data. */
export interface TrainingSpec extends HyperSettings {
  /** Adam with decoupled weight decay is `adamw`. */
  readonly optimizer: 'sgd' | 'rmsprop' | 'adagrad' | 'adam' | 'adamw' | 'lion';
  /** Of SGD: whether the gradient is looked up ahead along the velocity. */
  readonly nesterov?: boolean;
  /** Of RMSprop: divides by the root of the variance instead of the mean square. */
  readonly centered?: boolean;
  /** Of Adam and AdamW: divides by the root of the largest mean square so far. */
  readonly amsgrad?: boolean;
  readonly batchSize: number;
}
