import type { TensorInfo } from '../../../engine/session/client';
import type { Intervention, InterventionKind } from '../../../engine/experiment/schema';
import type { Axis } from '../../../engine/tensor/types';

type Scoped = Pick<TensorInfo, 'axes' | 'shape'>;

/** One axis of a tensor along which an intervention can be narrowed down to one index. */
export interface AxisChoice {
  /** Its place in the tensor. */
  readonly place: number;
  readonly axis: Axis;
  /** The index that is meant; null while no cell is chosen. */
  readonly at: number | null;
}

/** The axes of a tensor that have more than one index, the batch aside. */
export function choicesOf(
  { axes, shape }: Scoped,
  cell: readonly number[] | null,
  head: number,
): AxisChoice[] {
  return axes.flatMap((axis, place) => {
    if (axis === 'B' || shape[place] < 2) return [];
    const shown = axis === 'H' ? Math.min(head, shape[place] - 1) : null;
    return [{ place, axis, at: cell?.[place] ?? shown }];
  });
}

/** The cells of an intervention: one index along each axis that is held, all along the others. */
export function whereOf(
  { axes }: Scoped,
  choices: readonly AxisChoice[],
  held: ReadonlySet<number>,
): Intervention['where'] {
  return axes.flatMap((axis, place) => {
    if (axis === 'B') return [];
    const at = held.has(place) ? choices.find((choice) => choice.place === place)?.at : null;
    return [at === null || at === undefined ? null : [at]];
  });
}

/** How many numbers of an example an intervention is about. */
export function countOf({ axes, shape }: Scoped, where: Intervention['where']): number {
  const sizes = shape.filter((_, place) => axes[place] !== 'B');
  return sizes.reduce(
    (n, size, axis) => n * (where[axis]?.filter((at) => at < size).length ?? size),
    1,
  );
}

/** What can be done to a tensor without more being said. */
export function plainKinds(info: TensorInfo): InterventionKind[] {
  if (info.dtype !== 'f32' || info.kind === 'given') return [];
  const own = info.axes.filter((axis) => axis !== 'B').length;
  const weights = info.op === 'softmax' || info.op === 'slice';
  return [
    'zero',
    ...(weights && info.values === 'probability' && info.kind === 'activation'
      ? (['uniform'] as const)
      : []),
    ...(own > 0 && info.values !== 'mask' ? (['mean'] as const) : []),
    ...(own > 0 ? (['shuffle'] as const) : []),
    'freeze',
  ];
}
