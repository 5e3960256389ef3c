import type { Region, Step } from '../backends/backend';
import type { KernelSpec } from '../graph/op';
import type { DType } from '../tensor/types';

/** Part of a buffer, from its start unless said otherwise. */
export function region(buffer: string, length: number, dtype: DType = 'f32', offset = 0): Region {
  return { buffer, offset, length, dtype };
}

/** A step for tests of a backend: the last region is written, the shader's entry point is `main`. */
export function stepFor(
  label: string,
  kernel: Pick<KernelSpec, 'source'> & Partial<KernelSpec>,
  regions: readonly Region[],
  changes: Partial<Step> = {},
): Step {
  return {
    label,
    kernel: {
      shader: label,
      entryPoint: 'main',
      constants: {},
      workgroups: [1, 1, 1],
      ...kernel,
    },
    regions,
    writes: [regions.length - 1],
    reference: () => () => {},
    ...changes,
  };
}
