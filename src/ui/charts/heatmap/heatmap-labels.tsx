import { rowLabelStep } from './column-labels';
import type { Geometry, SideLabels } from './geometry';
import type { CellPosition, Slice } from './slice';

interface Props {
  readonly slice: Slice;
  readonly geometry: Geometry;
  readonly labels: SideLabels;
  /** Cell whose row and column stand out. */
  readonly marked: CellPosition | null;
}

/** The words or numbers along the sides, drawn around the body whose top left corner is the origin. */
export function HeatmapLabels({ slice, geometry, labels, marked }: Props) {
  const { cellWidth, cellHeight, columns, labelSize, left } = geometry;
  const rowStep = rowLabelStep(cellHeight, labelSize, labels.rowsNumbered);
  const bottom = -(columns.setting === 'horizontal' ? labelSize * 0.42 : 5);
  const isRow = (row: number): boolean =>
    // A marked number may stand where there is no room for its neighbours' labels.
    labels.rowsNumbered && rowStep > 1 && marked
      ? row === marked.row || (row % rowStep === 0 && Math.abs(row - marked.row) >= rowStep)
      : row % rowStep === 0 || row === marked?.row;
  const isColumn = (col: number): boolean =>
    columns.setting === 'horizontal' && columns.every > 1 && marked
      ? col === marked.col ||
        (col % columns.every === 0 && Math.abs(col - marked.col) >= columns.every)
      : col % columns.every === 0 || col === marked?.col;
  return (
    <svg
      className="heatmap-labels"
      width={slice.cols * cellWidth}
      height={slice.rows * cellHeight}
      fontSize={labelSize}
      aria-hidden="true"
    >
      {left > 0 &&
        labels.rows?.map((label, row) =>
          isRow(row) ? (
            <text
              key={row}
              className={row === marked?.row ? 'is-marked' : undefined}
              x={-5}
              y={(row + 0.5) * cellHeight}
              dy="0.35em"
              textAnchor="end"
            >
              {label}
            </text>
          ) : null,
        )}
      {labels.cols?.map((label, col) => {
        if (!isColumn(col)) return null;
        const x = (col + 0.5) * cellWidth;
        return (
          <text
            key={col}
            className={col === marked?.col ? 'is-marked' : undefined}
            {...settingOf(columns.setting, x, bottom)}
          >
            {label}
          </text>
        );
      })}
    </svg>
  );
}

function settingOf(setting: Geometry['columns']['setting'], x: number, y: number) {
  switch (setting) {
    case 'horizontal':
      return { x, y, textAnchor: 'middle' } as const;
    case 'diagonal':
      return { transform: `translate(${x},${y}) rotate(-45)`, dy: '0.2em' } as const;
    case 'vertical':
      return { transform: `translate(${x},${y}) rotate(-90)`, dy: '0.35em' } as const;
  }
}
