import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { indexOf } from '../../../engine/tensor/shape';
import type { Axis } from '../../../engine/tensor/types';
import type { SideLabels } from '../../charts/heatmap/geometry';
import type { Slice } from '../../charts/heatmap/slice';
import { withoutGradient } from '../../stores/view-store';

const WORD_AXES: ReadonlySet<Axis> = new Set(['T', 'Tq', 'Tk']);

/** Names of the elements along an axis of a tensor: words, classes; null where they are mere numbers. */
export function namesAlong(
  model: ModelInfo,
  { labels }: Pick<TensorInfo, 'labels'>,
  axis: Axis | null,
): readonly string[] | null {
  if (axis === null) return null;
  const names = labels?.[axis] ?? model.labels[axis];
  return names && names.length > 0 ? names : null;
}

/** Whether the elements of an axis are words of the example. */
export function isWordAxis(axis: Axis | null): boolean {
  return axis !== null && WORD_AXES.has(axis);
}

/** What stands along the two sides of a heatmap. */
export function sideLabels(
  model: ModelInfo,
  info: Pick<TensorInfo, 'labels'>,
  slice: Slice,
): SideLabels {
  // The places of maps side by side would be numbered anew in each.
  if (slice.tiles) return { rows: null, cols: null, rowsNumbered: true, colsNumbered: true };
  const rows = namesAlong(model, info, slice.rowAxis);
  const cols = namesAlong(model, info, slice.colAxis);
  const numbered = (first: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => String(first + i));
  return {
    rows:
      slice.rowAxis === null
        ? null
        : rows
          ? padded(rows, slice.allRows).slice(slice.firstRow, slice.firstRow + slice.rows)
          : numbered(slice.firstRow, slice.rows),
    cols: slice.colAxis === null ? null : cols ? padded(cols, slice.cols) : numbered(0, slice.cols),
    rowsNumbered: rows === null,
    colsNumbered: cols === null,
  };
}

/** As many names as there are elements: places after the last word are empty. */
function padded(names: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, i) => names[i] ?? '');
}

/** The names of one element along each axis that is not the batch: `['h1', 'cat', '2']`. */
function placeOf(
  model: ModelInfo,
  info: Pick<TensorInfo, 'axes' | 'shape' | 'labels'>,
  index: readonly number[],
): string[] {
  return index.flatMap((at, i) => {
    const axis = info.axes[i] ?? '1';
    if (axis === 'B' || (axis === '1' && info.shape[i] === 1)) return [];
    if (axis === 'H') return info.shape[i] === 1 ? [] : [`h${at + 1}`];
    return [namesAlong(model, info, axis)?.[at] || String(at)];
  });
}

/** One cell as a person would name it: `pattern[cat, dog]`. */
export function cellName(
  model: ModelInfo,
  info: Pick<TensorInfo, 'name' | 'axes' | 'shape' | 'labels'>,
  index: readonly number[],
): string {
  const place = placeOf(model, info, index);
  return place.length === 0 ? info.name : `${info.name}[${place.join(', ')}]`;
}

/** `H×Tq×Tk`; the batch axis and axes of length one say nothing. */
export function axesText(info: Pick<TensorInfo, 'axes' | 'shape'>): string {
  return info.axes
    .filter((axis, i) => axis !== 'B' && !(axis === '1' && info.shape[i] === 1))
    .join('×');
}

/** `2×9×9`, of the same axes. */
export function sizesText(info: Pick<TensorInfo, 'axes' | 'shape'>): string {
  return info.shape
    .filter((size, i) => info.axes[i] !== 'B' && !(info.axes[i] === '1' && size === 1))
    .join('×');
}

/** What an index stands for: ids of classes have names, ids of words are shown as they are. */
export function namesOfIndices(model: ModelInfo, info: TensorInfo): readonly string[] | undefined {
  if (info.values !== 'index') return undefined;
  return info.name === 'target' ? model.data?.classes : undefined;
}

/** Multi-index of a position in the tensor. */
export function indexAt(info: Pick<TensorInfo, 'shape'>, flat: number): number[] {
  return indexOf(info.shape, flat);
}

/** Head and layer a tensor's path and index speak of, where they do. */
export function headOf(
  info: Pick<TensorInfo, 'axes'>,
  index: readonly number[],
): number | undefined {
  const axis = info.axes.indexOf('H');
  return axis < 0 ? undefined : index[axis];
}

/** The layer a tensor belongs to, by its path. */
export function layerOf(name: string): number | undefined {
  const found = /(?:^|:)encoder\.(\d+)\./.exec(name);
  return found ? Number(found[1]) : undefined;
}

/** A name without the path it shares with another tensor: `q` beside `encoder.0.attn.scores`. */
export function beside(from: string, name: string): string {
  const gradient = name.startsWith('grad:') ? 'grad:' : '';
  const path = withoutGradient(from).replace(/[^.]*$/, '');
  const rest = withoutGradient(name);
  return path !== '' && rest.startsWith(path) ? gradient + rest.slice(path.length) : name;
}
