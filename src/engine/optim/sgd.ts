import shader from '../../shaders/sgd.wgsl?raw';
import type { Region, Step } from '../plan/step';
import { grid } from '../ops/shared/grid';
import { clipFactor } from './clip-norm';
import { HYPER, rateAt } from './hyper';

export interface SgdRegions {
  /** All parameters together. */
  readonly parameters: Region;
  /** Their gradients in the same places, in another buffer. */
  readonly gradients: Region;
  /** As many elements; zeros before the first step. */
  readonly velocity: Region;
  /** The global norm of the gradients, from `normStep`. */
  readonly norm: Region;
  /** Content: `hyperValues`. */
  readonly hyper: Region;
}

/**
 * Stochastic gradient descent: one dispatch over all parameters.
 * g ← clip · g + λ p, v ← μ v + g, p ← p − η v (Nesterov: p − η (g + μ v)).
 * `f32[P] each`; η, λ, μ and the largest norm lie in `hyper` and may change at any step.
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
    label: 'SGD',
    kernel: {
      shader: 'sgd',
      source: shader,
      entryPoint: 'main',
      constants: { count, nesterov: nesterov ? 1 : 0 },
      workgroups: grid(count),
      usesRuntime: true,
    },
    regions: [regions.parameters, regions.gradients, regions.velocity, regions.norm, regions.hyper],
    writes: [0, 2],
    reference: ([parameters, gradients, velocity, norm, hyper], runtime) => {
      return () => {
        const rate = rateAt(hyper, runtime.step);
        const decay = hyper[HYPER.weightDecay];
        const momentum = hyper[HYPER.momentum];
        const clip = clipFactor(hyper, norm);
        for (let i = 0; i < count; i++) {
          const g = gradients[i] * clip + decay * parameters[i];
          const v = momentum * velocity[i] + g;
          velocity[i] = v;
          parameters[i] -= rate * (nesterov ? g + momentum * v : v);
        }
      };
    },
  };
}
