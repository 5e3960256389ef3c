import shader from '../../shaders/lion.wgsl?raw';
import type { Region, Step } from '../plan/step';
import { largestGradient, limited, NORM } from './clip-norm';
import { HYPER } from './hyper';
import { updateGrid, type UpdateRegions } from './regions';

export interface LionRegions extends UpdateRegions {
  /** Running mean of the gradients: as many elements as parameters, zeros before the first step. */
  readonly mean: Region;
}

/**
 * Lion: one dispatch over all parameters.
 * g ← clip(g), c ← β₁ m + (1 − β₁) g, p ← p − η (sign c + λ p), m ← β₂ m + (1 − β₂) g.
 * `f32[P] each`; λ, β and the limits lie in `hyper` and may change at any step. The sign of 0 is 0.
 * Source: Chen et al. 2023, algorithm 2.
 */
export function lionStep(regions: LionRegions): Step {
  const count = regions.parameters.length;
  return {
    label: 'Lion',
    kernel: {
      shader: 'lion',
      source: shader,
      entryPoint: 'main',
      constants: { count },
      workgroups: updateGrid(count),
    },
    regions: [regions.parameters, regions.gradients, regions.mean, regions.norm, regions.hyper],
    writes: [0, 2],
    reference:
      ([parameters, gradients, mean, norm, hyper]) =>
      () => {
        const rate = norm[NORM.rate];
        const decay = hyper[HYPER.weightDecay];
        const toLook = hyper[HYPER.oneMinusBeta1];
        const toKeep = hyper[HYPER.oneMinusBeta2];
        const most = largestGradient(hyper);
        for (let i = 0; i < count; i++) {
          const g = limited(gradients[i] * norm[NORM.clip], most);
          const m = mean[i];
          const c = m + toLook * (g - m);
          parameters[i] -= rate * (Math.sign(c) + decay * parameters[i]);
          mean[i] = m + toKeep * (g - m);
        }
      },
  };
}
