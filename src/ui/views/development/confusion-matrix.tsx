import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { AnswerOf } from '../../../engine/session/client';
import { probabilityEntry } from '../../charts/heatmap/colours';
import { usePalette } from '../../charts/heatmap/palette';
import { HelpNote } from '../../components/help-note';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { useEm } from '../tensor/use-em';
import { useSize } from '../tensor/use-size';
import { ColourBar } from './colour-bar';
import { confusedClasses, rowShare } from './confusion';
import { WORDS } from './words';
import './confusion-matrix.css';

type Confusion = NonNullable<AnswerOf<'confusion'>>;

interface Props {
  readonly confusion: Confusion;
  readonly names: readonly string[];
  readonly onShow: (index: number) => void;
}

const LETTER = 0.46;
const LONGEST = 16;
/** Smallest cells whose count, and whose names, can be read, and the largest, in em. */
const READABLE = 2;
const NAMED = 0.7;
const LARGEST = 2.25;

/** How often each class was answered where each was right. */
export function ConfusionMatrix({ confusion, names, onShow }: Props) {
  const { confusion: words } = useWords(WORDS);
  const { percent } = useMessages();
  const palette = usePalette();
  const em = useEm();
  const heading = useId();
  const frame = useRef<HTMLDivElement>(null);
  const width = useSize(frame)?.width ?? 0;
  const [at, setAt] = useState<{ readonly row: number; readonly column: number } | null>(null);

  const { classes, counts, examples, answers } = confusion;
  const present = confusedClasses(counts, classes);
  const right = present.reduce((sum, k) => sum + counts[k * classes + k], 0);
  const longest = Math.min(LONGEST, Math.max(1, ...present.map((k) => names[k].length)));
  const label = Math.ceil(longest * LETTER * em) + 8;
  const size = Math.min(LARGEST * em, Math.max(2, (width - label - 1.5 * em) / present.length));
  const readable = size >= READABLE * em;
  const named = size >= NAMED * em;
  const cell = at && at.row < present.length && at.column < present.length ? at : null;
  const flatOf = (row: number, column: number): number => present[row] * classes + present[column];
  const show = (row: number, column: number): void => {
    const index = examples[flatOf(row, column)];
    if (index >= 0) onShow(index);
  };
  const move = (event: KeyboardEvent): void => {
    const from = cell ?? { row: 0, column: 0 };
    const [down, along] = STEPS[event.key] ?? [0, 0];
    if (event.key === 'Enter' && cell) show(cell.row, cell.column);
    if (down === 0 && along === 0) return;
    event.preventDefault();
    const within = (x: number): number => Math.max(0, Math.min(present.length - 1, x));
    setAt(cell ? { row: within(from.row + down), column: within(from.column + along) } : from);
  };
  const [top, left] = [label + em, label + em];
  return (
    <section className="confusion" aria-labelledby={heading}>
      <div className="confusion-caption">
        <h3 className="confusion-title">
          <span id={heading}>{words.title}</span>
          <HelpNote about={words.title} text={words.help} />
        </h3>
        <span>{words.summary(right, answers, percent(right / answers))}</span>
      </div>
      <div
        ref={frame}
        className="confusion-frame"
        role="group"
        tabIndex={0}
        aria-label={`${words.title}. ${words.show}`}
        onKeyDown={move}
        onBlur={() => setAt(null)}
      >
        <svg
          width={left + present.length * size + 2}
          height={top + present.length * size + 2}
          aria-hidden="true"
          onPointerLeave={() => setAt(null)}
        >
          <text className="confusion-axis" x={left} y={0.7 * em}>
            {words.answered} →
          </text>
          <text
            className="confusion-axis"
            textAnchor="end"
            transform={`translate(${0.7 * em},${top}) rotate(-90)`}
          >
            ← {words.right}
          </text>
          {named &&
            present.map((k, i) => (
              <g key={k} className="confusion-label">
                <text
                  x={left - 4}
                  y={top + (i + 0.5) * size}
                  textAnchor="end"
                  dominantBaseline="central"
                >
                  {short(names[k])}
                </text>
                <text
                  transform={`translate(${left + (i + 0.5) * size},${top - 4}) rotate(-90)`}
                  dominantBaseline="central"
                >
                  {short(names[k])}
                </text>
              </g>
            ))}
          {present.map((k, row) =>
            present.map((answered, column) => {
              const count = counts[k * classes + answered];
              const entry = probabilityEntry(rowShare(counts, classes, k, answered));
              const [x, y] = [left + column * size, top + row * size];
              return (
                <g
                  key={answered}
                  className={count > 0 ? 'confusion-cell' : undefined}
                  onPointerEnter={() => setAt({ row, column })}
                  onClick={() => show(row, column)}
                >
                  <rect
                    x={x}
                    y={y}
                    width={size}
                    height={size}
                    fill={palette.probability.css[entry]}
                  />
                  {readable && count > 0 && (
                    <text
                      className="confusion-count"
                      textAnchor="middle"
                      fill={palette.probability.bright[entry] ? palette.darkInk : palette.lightInk}
                    >
                      <tspan x={x + size / 2} y={y + 0.45 * size}>
                        {count}
                      </tspan>
                      <tspan className="confusion-share" x={x + size / 2} y={y + 0.8 * size}>
                        {Math.round(100 * rowShare(counts, classes, k, answered))}%
                      </tspan>
                    </text>
                  )}
                </g>
              );
            }),
          )}
          {cell && (
            <rect
              className="confusion-pointed"
              x={left + cell.column * size}
              y={top + cell.row * size}
              width={size}
              height={size}
            />
          )}
        </svg>
      </div>
      <p className="confusion-readout" aria-live="polite">
        {cell
          ? words.cell(
              names[present[cell.row]],
              names[present[cell.column]],
              counts[flatOf(cell.row, cell.column)],
              percent(rowShare(counts, classes, present[cell.row], present[cell.column])),
            )
          : words.show}
      </p>
      <p className="confusion-legend">
        0
        <ColourBar />1 ({words.unit})
      </p>
    </section>
  );
}

const STEPS: Readonly<Record<string, readonly [down: number, along: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function short(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 1)}…`;
}
