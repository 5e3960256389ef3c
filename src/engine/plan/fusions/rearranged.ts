import shader from '../../../shaders/strided.wgsl?raw';
import { grid } from '../../ops/shared/grid';
import { collapse, loopConstants } from '../../ops/shared/loops';
import { sizeOf } from '../../tensor/shape';
import type { Fusion } from '../fuse';
import { stridedView } from './strided';

/** Loops that the kernel can nest. */
const MOST_LOOPS = 6;

/** Rearrangements, repetitions, cuts and factors one after another: one copy does them all. */
export const rearranged: Fusion = {
  name: 'rearrangements',
  match: (node) => {
    const view = stridedView(node);
    if (view.through.length < 2 || view.through.at(-1) !== node) return null;
    const loops = collapse(view.shape, [view.strides]);
    if (loops.sizes.length > MOST_LOOPS) return null;
    const count = sizeOf(view.shape);
    return {
      end: node,
      inputs: [view.root],
      outputs: [node],
      nodes: view.through,
      kernel: {
        shader: 'strided',
        source: shader,
        entryPoint: 'main',
        constants: {
          count,
          offset: view.offset,
          factor: view.factor,
          ...loopConstants(node.op.name, loops, ['stride'], MOST_LOOPS),
        },
        workgroups: grid(count),
      },
      fusion: rearranged.name,
    };
  },
};
