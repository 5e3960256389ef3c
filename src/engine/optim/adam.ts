import shader from '../../shaders/adam.wgsl?raw';
import type { Region, Step } from '../plan/step';
import { grid } from '../ops/shared/grid';
import { clipFactor } from './clip-norm';
import { HYPER, rateAt } from './hyper';

export interface AdamRegions {
  /** All parameters together. */
  readonly parameters: Region;
  /** Their gradients in the same places, in another buffer. */
  readonly gradients: Region;
  /** Running mean of the gradients: as many elements, zeros before the first step. */
  readonly first: Region;
  /** Running mean of their squares: likewise. */
  readonly second: Region;
  /** The global norm of the gradients, from `normStep`. */
  readonly norm: Region;
  /** Content: `hyperValues`. */
  readonly hyper: Region;
}

/**
 * Adam: one dispatch over all parameters.
 * m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g²,
 * p ← p − η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε), with t the number of this step, from 1.
 * `f32[P] each`; η, β, ε, λ and the largest norm lie in `hyper` and may change at any step.
 * Numerics: 1 − βᵗ is −expm1(t log β), which keeps its digits at every t.
 * Source: Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2 (decoupled decay).
 *
 * @param options.decoupled  weight decay shrinks the parameter itself (AdamW) instead of adding to
 *                           the gradient
 */
export function adamStep(
  regions: AdamRegions,
  { decoupled = false }: { readonly decoupled?: boolean } = {},
): Step {
  const count = regions.parameters.length;
  return {
    label: decoupled ? 'AdamW' : 'Adam',
    kernel: {
      shader: 'adam',
      source: shader,
      entryPoint: 'main',
      constants: { count, decoupled: decoupled ? 1 : 0 },
      workgroups: grid(count),
      usesRuntime: true,
    },
    regions: [
      regions.parameters,
      regions.gradients,
      regions.first,
      regions.second,
      regions.norm,
      regions.hyper,
    ],
    writes: [0, 2, 3],
    reference: ([parameters, gradients, first, second, norm, hyper], runtime) => {
      return () => {
        const rate = rateAt(hyper, runtime.step);
        const decay = hyper[HYPER.weightDecay];
        const eps = hyper[HYPER.eps];
        const toMean = hyper[HYPER.oneMinusBeta1];
        const toSquare = hyper[HYPER.oneMinusBeta2];
        const clip = clipFactor(hyper, norm);
        const t = runtime.step + 1;
        const rate1 = rate / -Math.expm1(t * hyper[HYPER.logBeta1]);
        const correction2 = Math.sqrt(-Math.expm1(t * hyper[HYPER.logBeta2]));
        for (let i = 0; i < count; i++) {
          let p = parameters[i];
          let g = gradients[i] * clip;
          if (decoupled) p -= rate * decay * p;
          else g += decay * p;
          const m = first[i] + toMean * (g - first[i]);
          const v = second[i] + toSquare * (g * g - second[i]);
          first[i] = m;
          second[i] = v;
          parameters[i] = p - (rate1 * m) / (Math.sqrt(v) / correction2 + eps);
        }
      };
    },
  };
}
