import { type FocusEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import type { ModelInfo, Recurrence } from '../../../engine/session/client';
import { largestSize, probabilityEntry, signedEntry } from '../../charts/heatmap/colours';
import { formatValue } from '../../charts/heatmap/numbers';
import { usePalette } from '../../charts/heatmap/palette';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { HelpNote } from '../../components/help-note';
import { useWords } from '../../i18n/use-words';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { select, setHovered } from '../../stores/view-store';
import { Formula } from '../tensor/formula';
import { equationOf } from './cell-equations';
import { cellValues, partName, positionBefore, tensorsOfCell } from './cell-values';
import type { Cursor } from './cursor';
import { type Chip, diagramOf } from './diagram-layout';
import { formulaOf } from './strip';
import { words } from './words';
import './cell-diagram.css';

interface Props {
  readonly model: ModelInfo;
  readonly layer: Recurrence;
  readonly cursor: Cursor;
  /** The word at the cursor. */
  readonly place: string;
}

/** Numbers on the scale of probabilities, of the cell states, and of the hidden states; others end at ±1. */
const GATES = new Set(['i', 'f', 'o', 'r', 'z']);
const CELLS = new Set(['c', 'before.c', 'fc']);
const STATES = new Set(['h', 'before.h', 'zh']);

/** Size of the plate that a number stands on. */
const PLATE = { width: 74, height: 21 };

/** One unit at one step: every wire with its number, every gate with its formula. */
export function CellDiagram({ model, layer, cursor, place }: Props) {
  const text = useWords(words);
  const root = useRef<HTMLElement>(null);
  const palette = usePalette();
  const { t, unit } = cursor;

  useEffect(() => {
    const paint = (): void => {
      const values = cellValues(layer, t, unit, tensorValue);
      const host = root.current;
      if (!host || !values) return;
      const { keep } = layer;
      const kept = keep === null ? 1 : (tensorValue(keep)?.[t] ?? 1);
      host.toggleAttribute('data-idle', kept === 0);
      const largest = largestSize(tensorValue(partName(layer, 'h')) ?? new Float32Array());
      const cells = largestSize(tensorValue(partName(layer, 'c')) ?? new Float32Array());
      for (const element of host.querySelectorAll<SVGGElement>('[data-value]')) {
        const key = element.dataset.value ?? '';
        const value = values[key];
        const gate = GATES.has(key);
        const max = CELLS.has(key) ? cells : STATES.has(key) ? largest : 1;
        const table = gate ? palette.probability : palette.signed;
        const entry = gate ? probabilityEntry(value) : signedEntry(value, max);
        const [plate, number] = [
          element.querySelector('rect'),
          element.querySelector('.chip-value'),
        ];
        plate?.setAttribute('fill', table.css[entry]);
        number?.setAttribute('fill', table.bright[entry] ? palette.darkInk : palette.lightInk);
        if (number) number.textContent = formatValue(value);
        const { label } = element.dataset;
        if (label !== undefined)
          element.setAttribute('aria-label', text.chip(label, formatValue(value)));
      }
      for (const element of host.querySelectorAll<HTMLElement>('[data-part]')) {
        element.textContent =
          kept === 0 ? '' : equationOf(layer, element.dataset.part ?? '', values);
      }
    };
    const ends = tensorsOfCell(layer).map((name) => subscribeTensor(name, () => repaint(paint)));
    paint();
    return () => {
      for (const end of ends) end();
      cancelRepaint(paint);
    };
  }, [layer, t, unit, palette, text]);

  const diagram = diagramOf(layer);
  const before = positionBefore(layer, t);
  /** The cell that a number on a wire is, where a tensor holds it. */
  const cellOf = ({ part }: Chip): { tensor: string; cell: number[] } | null => {
    const earlier = part.startsWith('before.');
    if (part === '' || (earlier && before === null)) return null;
    const tensor = partName(layer, earlier ? part.slice('before.'.length) : part);
    return { tensor, cell: [0, earlier && before !== null ? before : t, unit] };
  };
  return (
    <section ref={root} className="cell" aria-labelledby="cell-title">
      <h3 id="cell-title" className="states-title">
        {text.cell}
        <HelpNote about={text.cell} text={text.cellHelp} />
        <span className="states-where">{text.cellAt(unit, place)}</span>
      </h3>
      <p className="states-note cell-idle">{text.noWord}</p>
      <div className="cell-scroll">
        <svg
          className="cell-svg"
          viewBox={`0 0 ${diagram.width} ${diagram.height}`}
          role="group"
          aria-label={`${text.cell}: ${text.cellAt(unit, place)}`}
        >
          <defs>
            <marker
              id="cell-arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="6"
              markerHeight="6"
              orient="auto"
            >
              <path d="M0,0.5L7,4L0,7.5Z" className="cell-arrow" />
            </marker>
          </defs>
          {diagram.wires.map((d) => (
            <path key={d} className="cell-wire" d={d} markerEnd="url(#cell-arrow)" />
          ))}
          {diagram.knots.map(({ x, y, text: label, round }) => (
            <g key={`${x},${y}`} className="cell-knot" transform={`translate(${x},${y})`}>
              {round ? <circle r="12" /> : <rect x="-23" y="-14" width="46" height="28" rx="4" />}
              <text dy="0.35em">{label}</text>
            </g>
          ))}
          {layer.kind !== 'rnn' && (
            <text className="cell-bus" x={130} y={diagram.height - 6}>
              {text.bus}
            </text>
          )}
          {diagram.chips.map((chip) => (
            <ChipView
              key={chip.key}
              chip={chip}
              label={labelOf(chip, text.before)}
              at={cellOf(chip)}
            />
          ))}
        </svg>
      </div>
      <table className="cell-equations">
        <thead className="visually-hidden">
          <tr>
            <th>{text.part}</th>
            <th>{text.formula}</th>
            <th>{text.numbers}</th>
          </tr>
        </thead>
        <tbody>
          {layer.parts.map((name) => {
            const part = name.slice(layer.path.length + 1);
            return (
              <tr key={part}>
                <th scope="row">{part}</th>
                <td>
                  <Formula tex={formulaOf(model, name)} />
                </td>
                <td className="cell-numbers" data-part={part} />
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

const labelOf = ({ label }: Chip, before: string): string => label.replace('before', before);

interface ChipProps {
  readonly chip: Chip;
  readonly label: string;
  readonly at: { readonly tensor: string; readonly cell: readonly number[] } | null;
}

/** A number on its plate, in the colour that it has in its strip; a button where a tensor holds it. */
function ChipView({ chip: { key, x, y, side }, label, at }: ChipProps) {
  const choose = (): void => {
    if (at) select(at.tensor, at.cell);
  };
  const button = at
    ? {
        role: 'button',
        tabIndex: 0,
        'data-label': label,
        onClick: choose,
        onKeyDown: (event: KeyboardEvent) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          choose();
        },
        onFocus: (event: FocusEvent) => {
          if (event.target.matches(':focus-visible')) setHovered(at);
        },
        onBlur: () => setHovered(null),
      }
    : {};
  return (
    <g
      className={at ? 'chip is-cell' : 'chip'}
      transform={`translate(${x},${y})`}
      data-value={key}
      {...button}
    >
      <rect
        x={-PLATE.width / 2}
        y={-PLATE.height / 2}
        width={PLATE.width}
        height={PLATE.height}
        rx="3"
      />
      <text className="chip-value" dy="0.35em" />
      {side === 'above' ? (
        <text className="chip-label" y={-PLATE.height / 2 - 4}>
          {label}
        </text>
      ) : (
        <text className="chip-label chip-label-left" x={-PLATE.width / 2 - 5} dy="0.35em">
          {label}
        </text>
      )}
    </g>
  );
}
