import type { ModelInfo, TensorInfo } from '../../../engine/session/client';

export const PHASES = ['forward', 'backward', 'update'] as const;
export type Phase = (typeof PHASES)[number];

/** One operation of the walk: the tensor that it makes, or the parameter that it changes. */
export interface Step {
  readonly phase: Phase;
  readonly tensor: string;
}

/**
 * A training step on the shown example, operation by operation, in the order in which it is
 * computed: forward tensors, gradients, and the parameters that training changes.
 */
export function stepsOf({ tensors, data }: Pick<ModelInfo, 'tensors' | 'data'>): readonly Step[] {
  const names = new Set(tensors.map(({ name }) => name));
  const forward = tensors.filter(isComputed);
  const backward = tensors.filter(({ kind }) => kind === 'gradient');
  const trained = data
    ? tensors.filter(({ name, kind }) => kind === 'parameter' && names.has(`grad:${name}`))
    : [];
  return [
    ...forward.map(({ name }): Step => ({ phase: 'forward', tensor: name })),
    ...backward.map(({ name }): Step => ({ phase: 'backward', tensor: name })),
    ...trained.map(({ name }): Step => ({ phase: 'update', tensor: name })),
  ];
}

/** What stands beside a replaced tensor, and what is only counted, is no step of the way. */
function isComputed({ name, kind, dtype }: TensorInfo): boolean {
  return (
    kind === 'activation' && dtype === 'f32' && !name.startsWith('computed:') && name !== 'accuracy'
  );
}

/** The cell that serves as the example: in the middle, of the head that is shown. */
export function exampleCell(
  { shape, axes }: Pick<TensorInfo, 'shape' | 'axes'>,
  head: number,
): number[] {
  return shape.map((size, i) =>
    axes[i] === 'H' ? Math.min(head, size - 1) : Math.floor((size - 1) / 2),
  );
}

/**
 * The outline of the cells that are not computed yet, for `clip-path: path(evenodd, …)`: all after
 * the first `done` in reading order, but for the one of the example.
 */
export function coverPath(
  { rows, cols }: { readonly rows: number; readonly cols: number },
  { width, height }: { readonly width: number; readonly height: number },
  done: number,
  example: { readonly row: number; readonly col: number } | null,
): string {
  if (done >= rows * cols) return 'M0 0';
  const [row, col] = [Math.floor(done / cols), done % cols];
  const [x, y] = [col * width, row * height];
  const [right, bottom] = [cols * width, rows * height];
  const rest = `M${x} ${y}H${right}V${bottom}H0V${y + height}H${x}Z`;
  const isDone = example && example.row * cols + example.col < done;
  if (!example || isDone) return rest;
  const [left, top] = [example.col * width, example.row * height];
  return `${rest}M${left} ${top}h${width}v${height}h${-width}Z`;
}
