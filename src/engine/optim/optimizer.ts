import type { Region, Step } from '../plan/step';
import { adamStep } from './adam';
import { normStep } from './clip-norm';
import { hyperValues } from './hyper';
import { sgdStep } from './sgd';
import type { TrainingSpec } from './training';

export interface OptimizerRegions {
  /** All parameters together. */
  readonly parameters: Region;
  /** Their gradients in the same places, in another buffer. */
  readonly gradients: Region;
  /** As many regions of the same length as `optimizerState` says. */
  readonly moments: readonly Region[];
  /** Content: `optimizerState().hyper`; may be written anew at any step. */
  readonly hyper: Region;
  /** One element, in a buffer of its own: the global norm of the gradients before clipping. */
  readonly norm: Region;
}

/** What an optimiser keeps: how many numbers per parameter, and its settings as a region's content. */
export function optimizerState(training: TrainingSpec): {
  readonly moments: number;
  readonly hyper: Float32Array;
} {
  return { moments: training.optimizer === 'adam' ? 2 : 1, hyper: hyperValues(training) };
}

/** The dispatches of one update: the norm of the gradients, then all parameters at once. */
export function optimizerSteps(training: TrainingSpec, regions: OptimizerRegions): Step[] {
  const { moments, ...rest } = regions;
  const update =
    training.optimizer === 'adam'
      ? adamStep({ ...rest, first: moments[0], second: moments[1] })
      : sgdStep({ ...rest, velocity: moments[0] });
  return [normStep(regions), update];
}
