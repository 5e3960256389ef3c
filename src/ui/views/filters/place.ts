import type { ConvolutionLayer, TensorInfo } from '../../../engine/session/client';
import type { CellRef, Selection } from '../../stores/view-store';

/** One place of one map of a convolution's output. */
export interface Place {
  readonly feature: number;
  readonly row: number;
  readonly col: number;
}

/** Names of the tensors that show a layer's maps: sums with bias, and what follows. */
export const mapsOf = ({ out, after }: ConvolutionLayer): readonly string[] => [out, ...after];

/** Feature, row and column of a cell of maps, by the tensor's own axes. */
export function placeIn(info: Pick<TensorInfo, 'axes'>, cell: readonly number[]): Place {
  const along = (axis: 'F' | 'Y' | 'X' | 'T'): number => cell[info.axes.indexOf(axis)] ?? 0;
  return { feature: along('F'), row: along('Y'), col: along('X') + along('T') };
}

/** The cell of a place, by the tensor's own axes. */
export function cellOfPlace(info: Pick<TensorInfo, 'axes'>, place: Place): number[] {
  return info.axes.map((axis) => {
    if (axis === 'F') return place.feature;
    if (axis === 'Y') return place.row;
    return axis === 'X' || axis === 'T' ? place.col : 0;
  });
}

/** The cell of the convolution's own sums, f32[1,F,Y,X] (of a sequence one row). */
export const sumsCell = ({ feature, row, col }: Place): number[] => [0, feature, row, col];

/** The layer that a cell belongs to, if any. */
export function layerOf(
  layers: readonly ConvolutionLayer[],
  at: CellRef | Selection | null,
): ConvolutionLayer | undefined {
  return layers.find(
    (layer) => at && (mapsOf(layer).includes(at.tensor) || layer.weight === at.tensor),
  );
}

/** The window of the input that lies under the kernel at a place: first row and column, in steps of the dilation. */
export function windowAt(
  { stride, padding }: Pick<ConvolutionLayer, 'stride' | 'padding'>,
  { row, col }: Pick<Place, 'row' | 'col'>,
): { readonly top: number; readonly left: number } {
  return { top: row * stride[0] - padding[0], left: col * stride[1] - padding[1] };
}

/** The place after this one, row by row and then the next map; or the one before. */
export function stepped(
  { to: [rows, cols], features }: Pick<ConvolutionLayer, 'to' | 'features'>,
  { feature, row, col }: Place,
  by: 1 | -1,
): Place {
  const all = features * rows * cols;
  const at = ((feature * rows + row) * cols + col + by + all) % all;
  return {
    feature: Math.floor(at / (rows * cols)),
    row: Math.floor(at / cols) % rows,
    col: at % cols,
  };
}
