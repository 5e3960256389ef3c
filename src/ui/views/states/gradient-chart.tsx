import { axisLeft, scaleLinear, scaleLog, select as d3select } from 'd3';
import { type PointerEvent, useEffect, useId, useRef } from 'react';
import type { GradientThroughTime, ModelInfo, Recurrence } from '../../../engine/session/client';
import { formatTick, formatValue } from '../../charts/heatmap/numbers';
import { useOnScreen } from '../../charts/heatmap/use-on-screen';
import { HelpNote } from '../../components/help-note';
import { useRunNames } from '../../i18n/experiment-words';
import { useWords } from '../../i18n/use-words';
import { setHovered } from '../../stores/view-store';
import { useAnswer } from '../looks/use-answer';
import type { Cursor } from './cursor';
import { scaleOfNorms } from './norm-scale';
import type { TimeLayout } from './time-layout';
import { words } from './words';
import './charts.css';

interface Props {
  readonly model: ModelInfo;
  readonly layer: Recurrence;
  readonly names: readonly string[];
  readonly cursor: Cursor;
  readonly time: TimeLayout;
}

const HEIGHT = 190;
const MARGIN = { top: 10, bottom: 10 };

/** ‖∂loss/∂h‖ at each position as bars, and that of the other models as lines over them. */
export function GradientChart({ model, layer, names, cursor, time }: Props) {
  const text = useWords(words);
  const frame = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const wanted = useOnScreen(frame);
  const runNames = useRunNames(model);
  const answer = useAnswer('gradientThroughTime', {}, model, { live: true, wanted });
  const id = useId();
  const shown = answer?.find(({ run, path }) => run === model.run && path === layer.path);
  const others = (answer ?? []).filter((one) => isBeside(one, layer, model.run));
  const { start, cell, width } = time;
  const scale = scaleOfNorms([shown, ...others].flatMap((one) => one?.norms ?? []));

  useEffect(() => {
    const root = svg.current;
    if (!root || !shown) return;
    const range = [HEIGHT - MARGIN.bottom, MARGIN.top];
    const y = scale.log
      ? scaleLog([scale.low, scale.high], range).clamp(true)
      : scaleLinear([0, scale.high], range);
    d3select(root)
      .select<SVGGElement>('.norms-y')
      .call(
        axisLeft(y)
          .ticks(4)
          .tickSize(-shown.norms.length * cell)
          .tickFormat((value, i) => (scale.log && i % 2 ? '' : formatTick(Number(value)))),
      );
    const height = (norm: number): number => (norm > 0 ? y.range()[0] - y(norm) : 0);
    d3select(root)
      .select('.norms-bars')
      .selectAll('rect')
      .data(shown.norms)
      .join('rect')
      .attr('x', (_, t) => start + t * cell + Math.min(1, cell * 0.1))
      .attr('width', Math.max(1, cell - 2 * Math.min(1, cell * 0.1)))
      .attr('y', (norm) => y.range()[0] - height(norm))
      .attr('height', height);
    d3select(root)
      .select('.norms-others')
      .selectAll('path')
      .data(others)
      .join('path')
      .attr('class', ({ run }) => `curve curve-run curve-run-${run}`)
      .attr('d', ({ norms }) => stepsOf(norms, (norm) => y.range()[0] - height(norm)));
    function stepsOf(norms: readonly number[], at: (norm: number) => number): string {
      return norms
        .map(
          (norm, t) =>
            `${t === 0 ? 'M' : 'V'}${t === 0 ? `${start},` : ''}${at(norm)}H${start + (t + 1) * cell}`,
        )
        .join('');
    }
  });

  if (layer.total === null) return null;
  const spoken = shown
    ? [...others, shown]
        .map((one) =>
          text.gradientBar(
            runNames[one.run] ?? one.id,
            names[cursor.t] || String(cursor.t),
            formatValue(one.norms[cursor.t]),
          ),
        )
        .join('; ')
    : '';
  const point = (event: PointerEvent): void => {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return;
    const t = Math.floor((event.clientX - box.left - start) / cell);
    const inside = t >= 0 && t < layer.steps && layer.total !== null;
    setHovered(inside ? { tensor: layer.total ?? '', cell: [0, t, cursor.unit] } : null);
  };
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="states-title">
        {text.gradient}
        <HelpNote about={text.gradient} text={text.gradientHelp} />
        <span className="states-where">{scale.log ? text.gradientLog : text.gradientLinear}</span>
      </h3>
      <div ref={frame} className="states-scroll norms-frame">
        {!answer && <p className="states-note">{text.waiting}</p>}
        {answer && !shown && <p className="states-note">{text.gradientNone}</p>}
        {shown && (
          <svg
            ref={svg}
            className="norms-svg"
            role="img"
            aria-label={spoken}
            width={width}
            height={HEIGHT}
            onPointerMove={point}
            onPointerLeave={() => setHovered(null)}
          >
            <g className="curves-axis curves-grid norms-y" transform={`translate(${start},0)`} />
            <g className={`norms-bars curve-run-${shown.run}`} />
            <g className="norms-others" />
            <line
              className="states-cursor-line"
              x1={start + (cursor.t + 0.5) * cell}
              x2={start + (cursor.t + 0.5) * cell}
              y1={0}
              y2={HEIGHT}
            />
          </svg>
        )}
      </div>
      {shown && (
        <p className="norms-legend">
          <span className="norms-word">{names[cursor.t] || cursor.t}</span>
          <Entry name={runNames[shown.run] ?? shown.id} one={shown} at={cursor.t} bar />
          {others.map((one) => (
            <Entry
              key={`${one.run} ${one.path}`}
              name={runNames[one.run] ?? one.id}
              one={one}
              at={cursor.t}
            />
          ))}
        </p>
      )}
    </section>
  );
}

/** Layers of other models that stand for the same: the same number and direction, by the end of the path. */
function isBeside(one: GradientThroughTime, layer: Recurrence, run: number): boolean {
  const place = (path: string): string => path.split('.').slice(-2).join('.');
  return (
    one.run !== run && place(one.path) === place(layer.path) && one.norms.length === layer.steps
  );
}

interface EntryProps {
  readonly name: string;
  readonly one: GradientThroughTime;
  readonly at: number;
  readonly bar?: boolean;
}

/** What a bar or line means, and its number at the position that is looked at. */
function Entry({ name, one, at, bar = false }: EntryProps) {
  return (
    <span className="legend-entry">
      <svg className="legend-line" viewBox="0 0 20 8" aria-hidden="true">
        {bar ? (
          <rect className={`norms-key curve-run-${one.run}`} x="2" y="0" width="16" height="8" />
        ) : (
          <path className={`curve curve-run curve-run-${one.run}`} d="M1,4H19" />
        )}
      </svg>
      {name}
      <span className="legend-value">{formatValue(one.norms[at])}</span>
    </span>
  );
}
