import shader from '../../shaders/sgd.wgsl?raw';
import type { Region, Step } from '../plan/step';
import { largestGradient, limited, NORM } from './clip-norm';
import { HYPER } from './hyper';
import { updateGrid, type UpdateRegions } from './regions';

export interface SgdRegions extends UpdateRegions {
  /** As many elements as parameters; zeros before the first step. */
  readonly velocity: Region;
}

/**
 * Stochastic gradient descent: one dispatch over all parameters.
 * g ← clip(g) + λ p, v ← μ v + g, p ← p − η v (Nesterov: p − η (g + μ v)).
 * `f32[P] each`; λ, μ and the limits lie in `hyper` and may change at any step, as may η.
 * Source: Sutskever et al. 2013, equations 1–4, in the form of PyTorch's torch.optim.SGD.
 *
 * @param options.nesterov  whether the gradient is looked up ahead along the velocity
 */
export function sgdStep(
  regions: SgdRegions,
  { nesterov = false }: { readonly nesterov?: boolean } = {},
): Step {
  const count = regions.parameters.length;
  return {
    label: nesterov ? 'SGD, Nesterov' : 'SGD',
    kernel: {
      shader: 'sgd',
      source: shader,
      entryPoint: 'main',
      constants: { count, nesterov: nesterov ? 1 : 0 },
      workgroups: updateGrid(count),
    },
    regions: [regions.parameters, regions.gradients, regions.velocity, regions.norm, regions.hyper],
    writes: [0, 2],
    reference:
      ([parameters, gradients, velocity, norm, hyper]) =>
      () => {
        const rate = norm[NORM.rate];
        const decay = hyper[HYPER.weightDecay];
        const momentum = hyper[HYPER.momentum];
        const most = largestGradient(hyper);
        for (let i = 0; i < count; i++) {
          const g = limited(gradients[i] * norm[NORM.clip], most) + decay * parameters[i];
          const v = momentum * velocity[i] + g;
          velocity[i] = v;
          parameters[i] -= rate * (nesterov ? g + momentum * v : v);
        }
      },
  };
}
