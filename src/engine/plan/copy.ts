import shader from '../../shaders/copy.wgsl?raw';
import type { Region, Step } from './step';
import { grid } from '../ops/shared/grid';

/** A step that copies one region to another of the same length. */
export function copyStep(label: string, from: Region, to: Region): Step {
  return {
    label: `${label} (copy)`,
    kernel: {
      shader: 'copy',
      source: shader,
      entryPoint: 'main',
      constants: { count: from.length },
      workgroups: grid(from.length),
    },
    regions: [from, to],
    writes: [1],
    reference: (data) => () => {
      data[1].set(data[0]);
    },
  };
}
