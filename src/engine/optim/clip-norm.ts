import shader from '../../shaders/clip-norm.wgsl?raw';
import { type Region, RUNTIME_BUFFER, type Step } from '../plan/step';
import { withKernels } from '../ops/shared/kernels';
import type { TensorData } from '../tensor/types';
import { COUNTERS } from './bookkeeping';
import { HYPER, rateAt } from './hyper';

/** Elements of the region that `normStep` writes, and what lies where. */
export const NORM_LENGTH = 6;
export const NORM = {
  /** Global norm of the gradients before clipping. */
  norm: 0,
  /** Learning rate of this step. */
  rate: 1,
  /** What every gradient is multiplied by so that the global norm is at most `clipNorm`. */
  clip: 2,
  /** Steps done before this one. */
  step: 3,
  /** Of Adam: 1 − β₁ᵗ, with t the number of this step, from 1. */
  correction1: 4,
  /** Of Adam: √(1 − β₂ᵗ). */
  correction2: 5,
} as const;

/** PyTorch's guard against a norm of zero. */
const GUARD = 1e-6;

/**
 * What an update needs to know that is the same for all parameters: the global L2 norm of all
 * gradients, this step's learning rate, the factor that limits the norm and Adam's corrections.
 * n = √(Σ g²), over every parameter at once; η_t by the schedule; min(1, c / (n + 10⁻⁶)).
 * Counts the training step: what comes after it finds the step's number in `norm`.
 * `f32[P], f32[32] → f32[6]`
 * Numerics: one workgroup, fixed order; the padding between gradients must hold zeros. Cosines are
 * a series, since WGSL promises its own only to 2⁻¹¹. 1 − βᵗ is −expm1(t log β), which keeps its
 * digits at every t.
 * Source: Pascanu, Mikolov & Bengio 2013, algorithm 1; for the rates see `SCHEDULES`.
 *
 * @param regions.gradients  all gradients together
 * @param regions.norm       `NORM_LENGTH` elements, in another buffer
 * @param regions.hyper      content: `hyperValues`
 */
export function normStep(regions: {
  readonly gradients: Region;
  readonly norm: Region;
  readonly hyper: Region;
}): Step {
  return {
    label: 'gradient norm',
    kernel: {
      shader: 'clip-norm',
      source: shader,
      entryPoint: 'main',
      constants: { count: regions.gradients.length },
      workgroups: [1, 1, 1],
      withoutBarriers: { entryPoint: 'few_threads', workgroups: [1, 1, 1] },
    },
    regions: [
      regions.gradients,
      regions.norm,
      regions.hyper,
      { buffer: RUNTIME_BUFFER, offset: 0, length: 4, dtype: 'i32' },
    ],
    writes: [1, 3],
    reference:
      ([gradients, norm, hyper, counters]) =>
      () => {
        let sum = 0;
        for (let i = 0; i < gradients.length; i++) sum += gradients[i] * gradients[i];
        describe(norm, hyper, Math.sqrt(sum), counters[COUNTERS.step]++);
      },
    fast: ([gradients, norm, hyper, counters]) =>
      withKernels({ data: [gradients], writes: [] }, (kernels, [from]) => () => {
        const sum = kernels.sumSquares(from, gradients.length);
        describe(norm, hyper, Math.sqrt(sum), counters[COUNTERS.step]++);
      }),
  };
}

/** Fills the region of `normStep`. */
function describe(norm: TensorData, hyper: TensorData, length: number, step: number): void {
  const most = hyper[HYPER.clipNorm];
  norm[NORM.norm] = length;
  norm[NORM.rate] = rateAt(hyper, step);
  norm[NORM.clip] = most > 0 ? Math.min(1, most / (length + GUARD)) : 1;
  norm[NORM.step] = step;
  norm[NORM.correction1] = -Math.expm1((step + 1) * hyper[HYPER.logBeta1]);
  norm[NORM.correction2] = Math.sqrt(-Math.expm1((step + 1) * hyper[HYPER.logBeta2]));
}

/** The largest absolute value that one gradient may have. */
export function largestGradient(hyper: TensorData): number {
  return hyper[HYPER.clipValue] > 0 ? hyper[HYPER.clipValue] : Infinity;
}

/** A gradient, brought to −`most` … `most`; NaN stays. Source: PyTorch, clip_grad_value_. */
export function limited(gradient: number, most: number): number {
  return Math.max(-most, Math.min(most, gradient));
}
