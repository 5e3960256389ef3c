import shader from '../../shaders/rmsprop.wgsl?raw';
import type { Region, Step } from '../plan/step';
import { largestGradient, limited, NORM } from './clip-norm';
import { HYPER } from './hyper';
import { updateGrid, type UpdateRegions } from './regions';

export interface RmspropRegions extends UpdateRegions {
  /**
   * Running mean of the squared gradients, or centred their running variance: as many elements as
   * parameters, zeros before the first step, as in the next ones.
   */
  readonly spread: Region;
  readonly velocity: Region;
  /** Running mean of the gradients. Given, the root is of the variance: the centred form. */
  readonly mean?: Region;
}

/**
 * RMSprop: one dispatch over all parameters.
 * g ← clip(g) + λ p, v ← α v + (1 − α) g², u ← μ u + g / (√v + ε), p ← p − η u.
 * Centred, the root is of v − m² with m ← α m + (1 − α) g.
 * `f32[P] each`; λ, α, μ, ε and the limits lie in `hyper` and may change at any step.
 * Numerics: centred, the variance w = v − m² is kept itself, w ← α (w + (1 − α) (g − m)²), which is
 * never negative and cancels nothing.
 * Source: Tieleman & Hinton 2012 (lecture 6.5); centred: Graves 2013, equations 38–41; both in the
 * form of PyTorch's torch.optim.RMSprop.
 */
export function rmspropStep(regions: RmspropRegions): Step {
  const count = regions.parameters.length;
  const { mean } = regions;
  return {
    label: mean ? 'RMSprop, centred' : 'RMSprop',
    kernel: {
      shader: 'rmsprop',
      source: shader,
      entryPoint: mean ? 'centered' : 'main',
      constants: { count },
      workgroups: updateGrid(count),
    },
    regions: [
      regions.parameters,
      regions.gradients,
      regions.spread,
      regions.velocity,
      regions.norm,
      regions.hyper,
      ...(mean ? [mean] : []),
    ],
    writes: mean ? [0, 2, 3, 6] : [0, 2, 3],
    reference:
      ([parameters, gradients, spread, velocity, norm, hyper, means]) =>
      () => {
        const rate = norm[NORM.rate];
        const decay = hyper[HYPER.weightDecay];
        const momentum = hyper[HYPER.momentum];
        const eps = hyper[HYPER.eps];
        const share = hyper[HYPER.oneMinusAlpha];
        const most = largestGradient(hyper);
        for (let i = 0; i < count; i++) {
          const g = limited(gradients[i] * norm[NORM.clip], most) + decay * parameters[i];
          let w = spread[i];
          if (mean) {
            const away = g - means[i];
            means[i] += share * away;
            w = (1 - share) * (w + share * away * away);
          } else {
            w += share * (g * g - w);
          }
          const u = momentum * velocity[i] + g / (Math.sqrt(w) + eps);
          spread[i] = w;
          velocity[i] = u;
          parameters[i] -= rate * u;
        }
      },
  };
}
