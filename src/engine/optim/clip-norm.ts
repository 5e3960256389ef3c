import shader from '../../shaders/clip-norm.wgsl?raw';
import type { Region, Step } from '../plan/step';
import type { TensorData } from '../tensor/types';
import { HYPER } from './hyper';

/**
 * The global L2 norm of all gradients.
 * n = √(Σ g²), over every parameter at once. `f32[P] → f32[1]`
 * Numerics: one workgroup, fixed order; the padding between gradients must hold zeros.
 * Source: Pascanu, Mikolov & Bengio 2013, algorithm 1.
 *
 * @param regions.gradients  all gradients together
 * @param regions.norm       one element, in another buffer
 */
export function normStep(regions: { readonly gradients: Region; readonly norm: Region }): Step {
  return {
    label: 'gradient norm',
    kernel: {
      shader: 'clip-norm',
      source: shader,
      entryPoint: 'main',
      constants: { count: regions.gradients.length },
      workgroups: [1, 1, 1],
    },
    regions: [regions.gradients, regions.norm],
    writes: [1],
    reference:
      ([gradients, norm]) =>
      () => {
        let sum = 0;
        for (let i = 0; i < gradients.length; i++) sum += gradients[i] * gradients[i];
        norm[0] = Math.sqrt(sum);
      },
  };
}

/** PyTorch's guard against a norm of zero. */
const GUARD = 1e-6;

/** What every gradient is multiplied by so that the global norm is at most `clipNorm`. */
export function clipFactor(hyper: TensorData, norm: TensorData): number {
  const most = hyper[HYPER.clipNorm];
  return most > 0 ? Math.min(1, most / (norm[0] + GUARD)) : 1;
}
