import type { Geometry } from './geometry';
import type { CellPosition, Slice } from './slice';

interface Props {
  readonly slice: Slice;
  readonly geometry: Geometry;
  readonly hovered: CellPosition | null;
  readonly selected: CellPosition | null;
  readonly sources: readonly CellPosition[];
  /** Sources that belong to the tensor whose gradient is shown in this place, or the other way round. */
  readonly kindred: readonly CellPosition[];
}

/** Outlines of the cell that is hovered, the one that is selected, and those it was computed from. */
export function HeatmapMarks({ slice, geometry, hovered, selected, sources, kindred }: Props) {
  const { cellWidth, cellHeight } = geometry;
  const outline = ({ row, col }: CellPosition, key: string, mark: string) => {
    const box = {
      x: col * cellWidth,
      y: row * cellHeight,
      width: cellWidth,
      height: cellHeight,
    };
    return (
      <g key={key}>
        <rect className={`mark-halo mark-halo-${mark}`} {...box} />
        <rect className={`mark mark-${mark}`} {...box} />
      </g>
    );
  };
  return (
    <svg
      className="heatmap-marks"
      width={slice.cols * cellWidth}
      height={slice.rows * cellHeight}
      aria-hidden="true"
    >
      {kindred.map((cell, i) => outline(cell, `k${i}`, 'kindred'))}
      {sources.map((cell, i) => outline(cell, `s${i}`, 'source'))}
      {hovered && outline(hovered, 'hovered', 'hovered')}
      {selected && outline(selected, 'selected', 'selected')}
    </svg>
  );
}
