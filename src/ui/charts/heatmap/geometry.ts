import { type ColumnLabels, layOutColumnLabels } from './column-labels';
import type { Slice } from './slice';

/** Where everything of a heatmap is, in px: the body with its cells, and the labels around it. */
export interface Geometry {
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Room for the labels of the rows; 0 where they are left to the heatmap before. */
  readonly left: number;
  /** Room for the labels of the columns. */
  readonly top: number;
  /** Room for labels of columns that reach beyond the body. */
  readonly right: number;
  readonly columns: ColumnLabels;
  /** Size of the labels' type. */
  readonly labelSize: number;
  /** Size of the numbers in the cells; 0 for none. */
  readonly numbers: number;
}

/** What stands along the two sides of a heatmap. */
export interface SideLabels {
  /** One text for each row; null where the row needs none. */
  readonly rows: readonly string[] | null;
  readonly cols: readonly string[] | null;
  /** Whether the texts are mere numbers, of which some may be left out. */
  readonly rowsNumbered: boolean;
  readonly colsNumbered: boolean;
}

/** Room between labels and body, in px. */
const LABEL_GAP = 5;

export interface GeometryOptions {
  readonly slice: Slice;
  readonly labels: SideLabels;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly labelSize: number;
  /** Width of a label, in px. */
  readonly measure: (text: string) => number;
  readonly showRowLabels: boolean;
  /** Size of the page's type: numbers in cells are set a little smaller. */
  readonly em: number;
}

/** Sides of a cell from which on its number is printed, in em. */
const NUMBERS_FROM = { width: 1.9, height: 1.3 };

/** Places the labels around cells of a given size. */
export function geometryOf(options: GeometryOptions): Geometry {
  const { slice, labels, cellWidth, cellHeight, labelSize, measure, showRowLabels, em } = options;
  const columns = layOutColumnLabels({
    labels: labels.cols ?? [],
    cell: cellWidth,
    size: labelSize,
    measure,
    numbered: labels.colsNumbered,
  });
  const widest = Math.max(0, ...(labels.rows ?? []).map(measure));
  const legible = cellWidth >= NUMBERS_FROM.width * em && cellHeight >= NUMBERS_FROM.height * em;
  return {
    cellWidth,
    cellHeight,
    left: showRowLabels && labels.rows ? Math.ceil(widest) + LABEL_GAP : 0,
    top: labels.cols ? Math.ceil(columns.height) + LABEL_GAP - 2 : 0,
    right: labels.cols ? Math.ceil(columns.overhang) : 0,
    columns,
    labelSize,
    numbers: legible && slice.rows * slice.cols <= 1024 ? Math.min(em, cellWidth * 0.33) : 0,
  };
}

/** Outer width of a heatmap, in px. */
export function widthOf(geometry: Geometry, slice: Slice): number {
  return geometry.left + slice.cols * geometry.cellWidth + geometry.right;
}
