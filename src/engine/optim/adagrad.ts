import shader from '../../shaders/adagrad.wgsl?raw';
import type { Region, Step } from '../plan/step';
import { largestGradient, limited, NORM } from './clip-norm';
import { HYPER } from './hyper';
import { updateGrid, type UpdateRegions } from './regions';

export interface AdagradRegions extends UpdateRegions {
  /** Sum of the squared gradients: as many elements as parameters, zeros before the first step. */
  readonly squares: Region;
}

/**
 * Adagrad: one dispatch over all parameters.
 * g ← clip(g) + λ p, s ← s + g², p ← p − η / (1 + t δ) · g / (√s + ε), with t the steps done before
 * and δ `lrDecay`. `f32[P] each`; λ, δ, ε and the limits lie in `hyper` and may change at any step.
 * Source: Duchi, Hazan & Singer 2011, figure 1 with diagonal matrices, in the form of PyTorch's
 * torch.optim.Adagrad with an initial accumulator of 0.
 */
export function adagradStep(regions: AdagradRegions): Step {
  const count = regions.parameters.length;
  return {
    label: 'Adagrad',
    kernel: {
      shader: 'adagrad',
      source: shader,
      entryPoint: 'main',
      constants: { count },
      workgroups: updateGrid(count),
    },
    regions: [regions.parameters, regions.gradients, regions.squares, regions.norm, regions.hyper],
    writes: [0, 2],
    reference:
      ([parameters, gradients, squares, norm, hyper]) =>
      () => {
        const rate = norm[NORM.rate] / (1 + norm[NORM.step] * hyper[HYPER.lrDecay]);
        const decay = hyper[HYPER.weightDecay];
        const eps = hyper[HYPER.eps];
        const most = largestGradient(hyper);
        for (let i = 0; i < count; i++) {
          const g = limited(gradients[i] * norm[NORM.clip], most) + decay * parameters[i];
          const s = squares[i] + g * g;
          squares[i] = s;
          parameters[i] -= (rate * g) / (Math.sqrt(s) + eps);
        }
      },
  };
}
