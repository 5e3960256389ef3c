import { sizeOf } from '../../../engine/tensor/shape';
import { signedEntry } from '../../charts/heatmap/colours';
import { HeatmapCanvas } from '../../charts/heatmap/heatmap-canvas';
import { formatValue } from '../../charts/heatmap/numbers';
import { usePalette } from '../../charts/heatmap/palette';
import { sliceOf } from '../../charts/heatmap/slice';
import { useEm } from '../tensor/use-em';
import type { HeadGroup } from './head-groups';

interface Props {
  readonly group: HeadGroup;
  readonly head: number;
  /** Place and number, for those who listen. */
  readonly label: string;
  readonly title: string;
  /** Change of the held-out loss without it; not known before it was asked for. */
  readonly delta: number | undefined;
  readonly deltaName: string;
  /** End of the scale of changes. */
  readonly max: number;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

/** Longest side of the small picture of a pattern, in em. */
const SIDE = 5.5;

/** One head: its pattern for the example, small, and what is lost without it. */
export function HeadCell(props: Props) {
  const { group, head, label, title, delta, deltaName, max, chosen, onChoose } = props;
  const em = useEm();
  const palette = usePalette();
  const { shown } = group;
  const slice = sliceOf(shown.shape, shown.axes, { head });
  const cell = Math.max(1, Math.floor((SIDE * em) / Math.max(slice.rows, slice.cols)));
  const entry = delta === undefined ? null : signedEntry(delta, max);
  const value = delta === undefined ? '–' : formatDelta(delta);
  return (
    <button
      type="button"
      className="heads-cell"
      aria-pressed={chosen}
      aria-label={delta === undefined ? label : `${label}, ${deltaName} ${value}`}
      onClick={onChoose}
    >
      <span className="heads-title">{title}</span>
      <span className="heads-picture">
        <span className="heads-frame">
          <HeatmapCanvas
            name={shown.name}
            size={sizeOf(shown.shape)}
            kind={shown.values}
            slice={slice}
            cellWidth={cell}
            cellHeight={slice.rows === 1 ? Math.max(cell, Math.round(0.75 * em)) : cell}
            numbers={0}
          />
        </span>
      </span>
      <span
        className="heads-delta"
        style={
          entry === null
            ? undefined
            : {
                background: palette.signed.css[entry],
                color: palette.signed.bright[entry] ? palette.darkInk : palette.lightInk,
              }
        }
      >
        {value}
      </span>
    </button>
  );
}

/** A change with its sign, three significant digits. */
export function formatDelta(x: number): string {
  const text = formatValue(Number(x.toPrecision(3)));
  return x > 0 ? `+${text}` : text;
}
