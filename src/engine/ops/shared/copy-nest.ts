import type { TensorData } from '../../tensor/types';
import { collapse } from './loops';
import { withKernels } from './kernels';

/** A nest of loops, outermost first, with the strides at which it reads and writes. */
export interface Nest {
  readonly sizes: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Loops that the kernel has. */
const RANK = 4;

/** Copies x into y along a nest of loops; null where the kernel has too few loops for it. */
export function copyNest(x: TensorData, y: TensorData, nest: Nest): (() => void) | null {
  const { sizes, strides } = collapse(nest.sizes, [nest.from, nest.to]);
  const [from, to] = strides;
  if (to[sizes.length - 1] !== 1) {
    sizes.push(1);
    from.push(0);
    to.push(1);
  }
  const missing = RANK - sizes.length;
  if (missing < 0) return null;
  const filled = (values: readonly number[], value: number) => [
    ...new Array<number>(missing).fill(value),
    ...values,
  ];
  const [n0, n1, n2, n3] = filled(sizes, 1);
  const [x0, x1, x2, x3] = filled(from, 0);
  const [y0, y1, y2] = filled(to, 0);
  return withKernels({ data: [x, y], writes: [1] }, (kernels, [source, target]) => () => {
    kernels.copy(source, target, n0, n1, n2, n3, x0, x1, x2, x3, y0, y1, y2);
  });
}
