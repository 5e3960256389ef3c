import { axisLeft, brushX, line, scaleLinear, select as d3select } from 'd3';
import { type PointerEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Recurrence } from '../../../engine/session/client';
import { formatTick } from '../../charts/heatmap/numbers';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { HelpNote } from '../../components/help-note';
import { Segmented } from '../../components/segmented';
import { useWords } from '../../i18n/use-words';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { select, setHovered } from '../../stores/view-store';
import type { Cursor } from './cursor';
import { type Span, unitsAbove } from './select-units';
import type { TimeLayout } from './time-layout';
import { words } from './words';
import './charts.css';

interface Props {
  readonly layer: Recurrence;
  /** The words along time. */
  readonly names: readonly string[];
  readonly cursor: Cursor;
  readonly time: TimeLayout;
}

const HEIGHT = 170;
const MARGIN = { top: 8, bottom: 8 };
/** Lines of so many chosen units have a colour of their own. */
const COLOURS = 6;

/** The states of all units as lines; a span of time and a threshold choose among them. */
export function UnitLines({ layer, names, cursor, time }: Props) {
  const text = useWords(words);
  const parts = layer.kind === 'lstm' ? (['h', 'c'] as const) : (['h'] as const);
  const [part, setPart] = useState<'h' | 'c'>('h');
  const [span, setSpan] = useState<Span | null>(null);
  const [threshold, setThreshold] = useState(0.3);
  const [outside, setOutside] = useState(false);
  const chosen = useUnits(`${layer.path}.${part}`, layer.hidden, span, threshold, outside);
  const svg = useRef<SVGSVGElement>(null);
  const ids = useId();
  const x = (t: number): number => time.start + (t + 0.5) * time.cell;
  const name = `${layer.path}.${part}`;
  const { start, cell, width } = time;
  const { steps, hidden } = layer;
  const { unit } = cursor;
  const key = chosen.join();

  useEffect(() => {
    const marked = key === '' ? [] : key.split(',').map(Number);
    const paint = (): void => {
      const data = tensorValue(name);
      const root = svg.current;
      if (!root || data?.length !== steps * hidden) return;
      const most = Math.max(1, ...data.map(Math.abs));
      const y = scaleLinear([-most, most], [HEIGHT - MARGIN.bottom, MARGIN.top]);
      d3select(root)
        .select<SVGGElement>('.lines-y')
        .call(
          axisLeft(y)
            .ticks(4)
            .tickSize(-steps * cell),
        );
      const curve = line<number>(
        (_, t) => start + (t + 0.5) * cell,
        (value) => y(value),
      );
      const order = [...Array(hidden).keys()].sort((a, b) => rank(a) - rank(b));
      function rank(j: number): number {
        return j === unit ? 2 : marked.includes(j) ? 1 : 0;
      }
      d3select(root)
        .select('.lines-units')
        .selectAll<SVGPathElement, number>('path')
        .data(order)
        .join('path')
        .attr('class', (j) => {
          const at = marked.indexOf(j);
          const own = at < 0 ? '' : ` is-chosen line-${at % COLOURS}`;
          return `unit-line${own}${j === unit ? ' is-current' : ''}`;
        })
        .attr('d', (j) => curve(Array.from({ length: steps }, (_, t) => data[t * hidden + j])));
      d3select(root).select('.lines-threshold').attr('y1', y(threshold)).attr('y2', y(threshold));
    };
    const end = subscribeTensor(name, () => repaint(paint));
    paint();
    return () => {
      end();
      cancelRepaint(paint);
    };
  }, [name, steps, hidden, start, cell, unit, key, threshold]);

  const brush = useMemo(
    () =>
      brushX<unknown>().extent([
        [start, 0],
        [start + steps * cell, HEIGHT],
      ]),
    [start, steps, cell],
  );
  useEffect(() => {
    const host = svg.current?.querySelector<SVGGElement>('.lines-brush');
    if (!host) return;
    const group = d3select<SVGGElement, unknown>(host);
    brush.on('end', ({ sourceEvent, selection }) => {
      if (!sourceEvent) return;
      if (!selection) return setSpan(null);
      const [left, right] = selection as [number, number];
      const at = (px: number): number => Math.max(0, Math.min(steps - 1, Math.floor(px)));
      setSpan({ from: at((left - start) / cell), to: at((right - start) / cell - 1e-6) });
    });
    group.call(brush);
  }, [brush, steps, start, cell]);
  useEffect(() => {
    const host = svg.current?.querySelector<SVGGElement>('.lines-brush');
    if (!host) return;
    const at: [number, number] | null = span && [
      start + span.from * cell,
      start + (span.to + 1) * cell,
    ];
    brush.move(d3select<SVGGElement, unknown>(host), at);
  }, [brush, span, start, cell]);

  const point = (event: PointerEvent): void => {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return;
    const t = Math.floor((event.clientX - box.left - start) / cell);
    setHovered(t >= 0 && t < steps ? { tensor: name, cell: [0, t, unit] } : null);
  };
  const placeOf = (t: number): string => (names[t] ? `${names[t]} (${t})` : String(t));
  const choice = (label: string, value: number | null, set: (t: number) => void) => (
    <label className="lines-field">
      {label}
      <select
        className="field"
        aria-label={label}
        value={value ?? ''}
        onChange={(event) => set(Number(event.target.value))}
      >
        {value === null && <option value="">–</option>}
        {Array.from({ length: steps }, (_, t) => (
          <option key={t} value={t}>
            {placeOf(t)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <section aria-labelledby={`${ids}-title`}>
      <h3 id={`${ids}-title`} className="states-title">
        {text.lines}
        <HelpNote about={text.lines} text={text.linesHelp} />
      </h3>
      <div className="lines-controls">
        {parts.length > 1 && (
          <Segmented
            label={text.linesOf}
            value={part}
            options={parts.map((value) => ({ value, label: value }))}
            onChange={setPart}
          />
        )}
        <label className="lines-field">
          {text.threshold}
          <input
            type="range"
            min={-1}
            max={1}
            step={0.05}
            value={threshold}
            onChange={(event) => setThreshold(Number(event.target.value))}
          />
          <output className="lines-output">{formatTick(threshold)}</output>
        </label>
        {choice(text.from, span?.from ?? null, (from) =>
          setSpan({ from, to: Math.max(from, span?.to ?? from) }),
        )}
        {choice(text.to, span?.to ?? null, (to) =>
          setSpan({ from: Math.min(to, span?.from ?? to), to }),
        )}
        <label className="lines-field">
          <input
            type="checkbox"
            checked={outside}
            onChange={(event) => setOutside(event.target.checked)}
          />
          {text.outside}
        </label>
        <button
          type="button"
          className="button"
          disabled={span === null}
          onClick={() => setSpan(null)}
        >
          {text.clear}
        </button>
      </div>
      <p className="states-note" aria-live="polite">
        {span
          ? text.chosen(chosen.length, placeOf(span.from), placeOf(span.to), formatTick(threshold))
          : text.noneChosen}
      </p>
      {chosen.length > 0 && (
        <ul className="lines-units-list">
          {chosen.map((j, i) => (
            <li key={j}>
              <button
                type="button"
                className={`lines-unit line-${i % COLOURS}`}
                aria-pressed={j === unit}
                onClick={() => select(name, [0, cursor.t, j])}
              >
                <i aria-hidden="true" /> {text.unit(j)}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="states-scroll">
        <svg
          ref={svg}
          className="lines-svg"
          role="img"
          aria-label={text.lineChart(hidden, part)}
          width={width}
          height={HEIGHT}
          onPointerMove={point}
          onPointerLeave={() => setHovered(null)}
        >
          <g className="curves-axis curves-grid lines-y" transform={`translate(${start},0)`} />
          <g className="lines-units" />
          <line className="lines-threshold" x1={start} x2={start + steps * cell} />
          <line
            className="states-cursor-line"
            x1={x(cursor.t)}
            x2={x(cursor.t)}
            y1={0}
            y2={HEIGHT}
          />
          <g className="lines-brush" />
        </svg>
      </div>
    </section>
  );
}

/** The units that are above the threshold for the whole span, kept up to date with the values. */
function useUnits(
  name: string,
  hidden: number,
  span: Span | null,
  threshold: number,
  outside: boolean,
): readonly number[] {
  const [units, setUnits] = useState('');
  useEffect(() => {
    if (!span) {
      setUnits('');
      return undefined;
    }
    const look = (): void => {
      const data = tensorValue(name);
      // Only which units they are goes through React.
      if (data) setUnits(unitsAbove(data, hidden, span, threshold, outside).join());
    };
    const end = subscribeTensor(name, () => repaint(look));
    look();
    return () => {
      end();
      cancelRepaint(look);
    };
  }, [name, hidden, span, threshold, outside]);
  return useMemo(() => (units === '' ? [] : units.split(',').map(Number)), [units]);
}
