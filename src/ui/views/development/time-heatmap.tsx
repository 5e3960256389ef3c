import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from 'react';
import { usePalette } from '../../charts/heatmap/palette';
import { probabilityEntry } from '../../charts/heatmap/colours';
import { formatTick } from '../../charts/heatmap/numbers';
import { HelpNote } from '../../components/help-note';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { useSession } from '../../stores/session-store';
import { useEm } from '../tensor/use-em';
import { useSize } from '../tensor/use-size';
import { labelledPositions } from '../timeline/ticks';
import { travelTo } from '../timeline/travel';
import { ColourBar } from './colour-bar';
import type { Scale } from './scale';
import { WORDS } from './words';
import './time-heatmap.css';

interface Props {
  readonly title: string;
  readonly help: string;
  readonly unit: string;
  readonly steps: readonly number[];
  /** From the top down. */
  readonly rows: readonly string[];
  /** Step by step, of each row. */
  readonly values: readonly (readonly number[])[];
  readonly scale: Scale;
  readonly format: (value: number, row: number) => string;
  /** Which rows have their name written beside them; all unless given. */
  readonly named?: readonly number[];
  /** Height of a row, in em. */
  readonly rowHeight: number;
  /** What the lightest and darkest colour mean; the ends of the scale unless given. */
  readonly ends?: readonly [string, string];
}

/** Widths of a letter and of a digit at the size of labels, in em. */
const LETTER = 0.46;
const DIGIT = 0.44;
const LONGEST = 26;

/** Numbers over the steps of the training: a row for each thing, a column for each snapshot. */
export function TimeHeatmap(props: Props) {
  const { title, help, unit, steps, rows, values, scale, format, rowHeight } = props;
  const words = useWords(WORDS);
  const { count } = useMessages();
  const palette = usePalette();
  const em = useEm();
  const heading = useId();
  const frame = useRef<HTMLDivElement>(null);
  const width = useSize(frame)?.width ?? 0;
  const shown = useSession((state) => state.step);
  const [at, setAt] = useState<{ readonly row: number; readonly column: number } | null>(null);

  const named = props.named ?? rows.map((_, i) => i);
  const longest = Math.max(...named.map((row) => rows[row].length), 1);
  const left = Math.ceil(Math.min(LONGEST, longest) * LETTER * em) + 10;
  const across = Math.max(0, width - left - em) / steps.length;
  const down = rowHeight * em;
  const height = rows.length * down;
  const colourOf = (x: number): string => {
    const position = scale.position(x);
    return Number.isNaN(position)
      ? palette.blocked
      : palette.probability.css[probabilityEntry(position)];
  };
  const labelled = labelledPositions(
    steps,
    (step) => DIGIT * em * count(step).length,
    across * (steps.length - 1),
    0.6 * em,
  );
  const cell = at && at.row < rows.length && at.column < steps.length ? at : null;
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left - left) / across);
    const row = Math.floor((event.clientY - box.top) / down);
    const inside = column >= 0 && column < steps.length && row >= 0 && row < rows.length;
    setAt(inside ? { row, column } : null);
  };
  const move = (event: KeyboardEvent): void => {
    const from = cell ?? { row: 0, column: steps.length - 1 };
    const to = moved(event.key, from);
    if (event.key === 'Enter' && cell) void travelTo(steps[cell.column]);
    if (!to) return;
    event.preventDefault();
    setAt({
      row: Math.max(0, Math.min(rows.length - 1, to.row)),
      column: Math.max(0, Math.min(steps.length - 1, to.column)),
    });
  };
  const ends = props.ends ?? [formatTick(scale.low), formatTick(scale.high)];
  return (
    <figure className="time-heatmap">
      <figcaption className="time-heatmap-caption">
        <span className="time-heatmap-title">
          <span id={heading}>{title}</span>
          <HelpNote about={title} text={help} />
        </span>
        <span className="time-heatmap-legend">
          {ends[0]}
          <ColourBar />
          {ends[1]} <span className="time-heatmap-unit">({unit})</span>
        </span>
      </figcaption>
      <div
        ref={frame}
        className="time-heatmap-frame"
        role="group"
        tabIndex={0}
        aria-label={`${title}. ${words.keys}`}
        onKeyDown={move}
        onBlur={() => setAt(null)}
      >
        <svg
          width="100%"
          height={height + 1.4 * em}
          aria-hidden="true"
          onPointerMove={point}
          onPointerLeave={() => setAt(null)}
          onClick={() => cell && void travelTo(steps[cell.column])}
        >
          {named.map((row) => (
            <text
              key={rows[row]}
              className="time-heatmap-label"
              x={left - 6}
              y={(row + 0.5) * down}
              textAnchor="end"
              dominantBaseline="central"
            >
              {short(rows[row])}
            </text>
          ))}
          {steps.map((step, column) =>
            rows.map((row, i) => (
              <rect
                key={`${step} ${row}`}
                x={left + column * across}
                y={i * down}
                width={across}
                height={down}
                fill={colourOf(values[column][i])}
                shapeRendering="crispEdges"
              />
            )),
          )}
          {steps.map(
            (step, column) =>
              step === shown && (
                <rect
                  key={step}
                  className="time-heatmap-shown"
                  x={left + column * across}
                  y={1}
                  width={across}
                  height={height - 2}
                />
              ),
          )}
          {cell && (
            <rect
              className="time-heatmap-cell"
              x={left + cell.column * across}
              y={cell.row * down}
              width={across}
              height={down}
            />
          )}
          {labelled.map((column) => (
            <text
              key={steps[column]}
              className="time-heatmap-label"
              x={left + (column + 0.5) * across}
              y={height + 0.9 * em}
              textAnchor="middle"
            >
              {count(steps[column])}
            </text>
          ))}
        </svg>
      </div>
      <p className="time-heatmap-readout" aria-live="polite">
        {cell ? (
          <>
            {rows[cell.row]}, {words.atStep(steps[cell.column])}:{' '}
            <strong>{format(values[cell.column][cell.row], cell.row)}</strong>
          </>
        ) : (
          <span className="time-heatmap-axis">{words.step} →</span>
        )}
      </p>
    </figure>
  );
}

function short(name: string): string {
  return name.length <= LONGEST ? name : `…${name.slice(1 - LONGEST)}`;
}

function moved(key: string, { row, column }: { row: number; column: number }) {
  switch (key) {
    case 'ArrowLeft':
      return { row, column: column - 1 };
    case 'ArrowRight':
      return { row, column: column + 1 };
    case 'ArrowUp':
      return { row: row - 1, column };
    case 'ArrowDown':
      return { row: row + 1, column };
    default:
      return null;
  }
}
