import shader from '../../shaders/adam.wgsl?raw';
import type { Region, Step } from '../plan/step';
import { withKernels } from '../ops/shared/kernels';
import { largestGradient, limited, NORM } from './clip-norm';
import { HYPER } from './hyper';
import { updateGrid, type UpdateRegions } from './regions';

export interface AdamRegions extends UpdateRegions {
  /** Running mean of the gradients: as many elements as parameters, zeros before the first step. */
  readonly first: Region;
  /** Running mean of their squares: likewise. */
  readonly second: Region;
  /** The largest that mean of squares has been: likewise. Given, it is what is divided by: AMSGrad. */
  readonly largest?: Region;
}

/**
 * Adam: one dispatch over all parameters.
 * g ← clip(g) + λ p, m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g²,
 * p ← p − η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε), with t the number of this step, from 1.
 * AdamW: p ← p − η λ p first, and no λ p in g. AMSGrad: the largest v so far in place of v.
 * `f32[P] each`; λ, β, ε and the limits lie in `hyper` and may change at any step, as may η.
 * Numerics: 1 − βᵗ comes from `normStep`, which computes it once.
 * Source: Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2 (decoupled decay);
 * Reddi, Kale & Kumar 2018, algorithm 2 (AMSGrad), in the form of PyTorch's torch.optim.Adam.
 *
 * @param options.decoupled  weight decay shrinks the parameter itself (AdamW) instead of adding to
 *                           the gradient
 */
export function adamStep(
  regions: AdamRegions,
  { decoupled = false }: { readonly decoupled?: boolean } = {},
): Step {
  const count = regions.parameters.length;
  const { largest } = regions;
  return {
    label: `${decoupled ? 'AdamW' : 'Adam'}${largest ? ', AMSGrad' : ''}`,
    kernel: {
      shader: 'adam',
      source: shader,
      entryPoint: largest ? 'amsgrad' : 'main',
      constants: { count, decoupled: decoupled ? 1 : 0 },
      workgroups: updateGrid(count),
    },
    regions: [
      regions.parameters,
      regions.gradients,
      regions.first,
      regions.second,
      regions.norm,
      regions.hyper,
      ...(largest ? [largest] : []),
    ],
    writes: largest ? [0, 2, 3, 6] : [0, 2, 3],
    fast: ([parameters, gradients, first, second, norm, hyper]) => {
      if (largest) return null;
      const operands = { data: [parameters, gradients, first, second], writes: [0, 2, 3] };
      return withKernels(operands, (kernels, [p, g, m, v]) => () => {
        const rate = norm[NORM.rate];
        const decay = hyper[HYPER.weightDecay];
        kernels.adam(
          p,
          g,
          m,
          v,
          count,
          norm[NORM.clip],
          largestGradient(hyper),
          decoupled ? 0 : decay,
          decoupled ? rate * decay : 0,
          hyper[HYPER.oneMinusBeta1],
          hyper[HYPER.oneMinusBeta2],
          rate / norm[NORM.correction1],
          1 / norm[NORM.correction2],
          hyper[HYPER.eps],
        );
      });
    },
    reference: ([parameters, gradients, first, second, norm, hyper, tops]) => {
      return () => {
        const rate = norm[NORM.rate];
        const decay = hyper[HYPER.weightDecay];
        const eps = hyper[HYPER.eps];
        const toMean = hyper[HYPER.oneMinusBeta1];
        const toSquare = hyper[HYPER.oneMinusBeta2];
        const most = largestGradient(hyper);
        const rate1 = rate / norm[NORM.correction1];
        const correction2 = norm[NORM.correction2];
        for (let i = 0; i < count; i++) {
          let p = parameters[i];
          let g = limited(gradients[i] * norm[NORM.clip], most);
          if (decoupled) p -= rate * decay * p;
          else g += decay * p;
          const m = first[i] + toMean * (g - first[i]);
          let v = second[i] + toSquare * (g * g - second[i]);
          first[i] = m;
          second[i] = v;
          if (largest) {
            v = Math.max(tops[i], v);
            tops[i] = v;
          }
          parameters[i] = p - (rate1 * m) / (Math.sqrt(v) / correction2 + eps);
        }
      };
    },
  };
}
