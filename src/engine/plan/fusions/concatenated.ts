import { collapse } from '../../ops/shared/loops';
import { axisOf, sizeOf } from '../../tensor/shape';
import type { Fusion } from '../fuse';
import { singleUnit } from '../unit';
import { type Strided, stridedView } from './strided';

/** Tensors put one after the other, each read where it lies in a larger one, e.g. in a recurrence's trace. */
export const concatenated: Fusion = {
  name: 'cut and joined',
  match: (node) => {
    if (node.op.name !== 'concat') return null;
    const views = node.inputs.map((input) => stridedView(input));
    const at = axisOf('concat', node.type.shape, Number(node.attrs.axis));
    const runs = views.map((view) => runsOf(view, at));
    const through = views.flatMap((view) => view.through);
    const [a, b] = runs;
    if (!a || !b || through.length === 0) return null;
    const { kernel } = singleUnit(node);
    return {
      end: node,
      inputs: views.map(({ root }) => root),
      outputs: [node],
      nodes: [...new Set(through), node],
      kernel: {
        ...kernel,
        constants: {
          ...kernel.constants,
          aStart: a.start,
          aStride: a.stride,
          bStart: b.start,
          bStride: b.stride,
        },
      },
      fusion: concatenated.name,
    };
  },
};

/** Where the elements of each outer index lie, which must be side by side; null where they do not. */
function runsOf(
  { shape, strides, offset, factor }: Strided,
  axis: number,
): { start: number; stride: number } | null {
  const outer = collapse(shape.slice(0, axis), [strides.slice(0, axis)]);
  const inner = collapse(shape.slice(axis), [strides.slice(axis)]);
  const run = sizeOf(shape.slice(axis));
  const together = inner.sizes.length === 1 && (inner.strides[0][0] === 1 || run === 1);
  if (factor !== 1 || !together || outer.sizes.length > 1) return null;
  return { start: offset, stride: outer.strides[0][0] };
}
