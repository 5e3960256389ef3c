import { axisBottom, axisLeft, format, line, scaleLinear, select } from 'd3';
import { useEffect, useId, useRef, useState } from 'react';
import type { DistancePoint, ModelInfo } from '../../../engine/session/client';
import { HelpNote } from '../../components/help-note';
import { useRunNames } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';
import { ask, useSession } from '../../stores/session-store';
import { useSize } from '../tensor/use-size';
import './distance-chart.css';

const HEIGHT = 190;
const MARGIN = { top: 8, right: 12, bottom: 22, left: 44 };

type Points = readonly (readonly DistancePoint[])[];

interface Props {
  readonly model: ModelInfo;
  /** From where distances are counted. */
  readonly from: 'cause' | 'segment';
}

/**
 * How well each model gives the held-out answers: how many are right by how far back lies what they
 * depend on, or the loss of characters by how far the segment reaches back.
 */
export function DistanceChart({ model, from }: Props) {
  const { distances, percent } = useMessages();
  const words = distances[from];
  const measure = from === 'cause' ? 'accuracy' : 'loss';
  const heading = useId();
  const names = useRunNames(model);
  const points = usePoints(model);
  const frame = useRef<HTMLDivElement>(null);
  const [x, y, lines] = [
    useRef<SVGGElement>(null),
    useRef<SVGGElement>(null),
    useRef<SVGGElement>(null),
  ];
  const width = useSize(frame)?.width ?? 0;

  useEffect(() => {
    if (width === 0 || !x.current || !y.current || !lines.current) return;
    const all = points.flat().map(({ distance }) => distance);
    const across = scaleLinear(
      [Math.min(...all, 0), Math.max(...all, 1)],
      [MARGIN.left, width - MARGIN.right],
    );
    const highest = Math.max(...points.flat().map(({ loss }) => loss));
    const up = scaleLinear(
      [0, measure === 'loss' ? highest : 1],
      [HEIGHT - MARGIN.bottom, MARGIN.top],
    );
    select(x.current)
      .attr('transform', `translate(0,${HEIGHT - MARGIN.bottom})`)
      .call(
        axisBottom(across)
          .ticks(Math.max(2, width / 90))
          .tickSize(4),
      );
    select(y.current)
      .attr('transform', `translate(${MARGIN.left},0)`)
      .call(
        axisLeft(up)
          .ticks(4)
          .tickSize(-(width - MARGIN.right - MARGIN.left))
          .tickFormat(format(measure === 'loss' ? '.1f' : '.0%')),
      );
    select(lines.current)
      .selectAll('path')
      .data(points)
      .join('path')
      .attr('class', (_, i) => `curve curve-run curve-run-${i}`)
      .attr('d', (run) =>
        line<DistancePoint>(
          ({ distance }) => across(distance),
          (point) => up(point[measure]),
        )(run),
      );
  }, [points, measure, width, x, y, lines]);

  const asText = (point: DistancePoint): string =>
    measure === 'loss' ? point.loss.toFixed(2) : percent(point.accuracy);
  const spoken = points.map((run, i) => {
    const [near, far] = [run[0], run[run.length - 1]];
    return `${names[i]}: ${distances.from(asText(near), near.distance, far.distance, asText(far))}`;
  });
  return (
    <figure className="distances">
      <figcaption className="curves-caption">
        <span className="distances-title">
          <span id={heading}>{words.title}</span>
          <HelpNote about={words.title} text={words.help} />
        </span>
        <span className="curves-legend">
          {names.map((name, i) => (
            <span key={name} className="legend-entry">
              <svg className="legend-line" viewBox="0 0 20 8" aria-hidden="true">
                <path className={`curve curve-run curve-run-${i}`} d="M1,4H19" />
              </svg>
              {name}
            </span>
          ))}
        </span>
      </figcaption>
      <div ref={frame} className="distances-frame">
        {points.length === 0 ? (
          <p className="distances-waiting">{distances.waiting}</p>
        ) : (
          <svg
            className="distances-svg"
            role="img"
            height={HEIGHT}
            aria-label={distances.chart(words.title, spoken.join('; '))}
          >
            <g ref={y} className="curves-axis curves-grid" />
            <g ref={x} className="curves-axis" />
            <g ref={lines} />
            <text
              className="distances-axis"
              x={width - MARGIN.right}
              y={HEIGHT - MARGIN.bottom - 6}
            >
              {words.axis}
            </text>
          </svg>
        )}
      </div>
    </figure>
  );
}

const NONE: Points = [];

/** Asked for anew with every evaluation; none before the first. */
function usePoints({ experiment, runs }: ModelInfo): Points {
  const evaluated = useSession((state) => state.metrics[0]?.validation.at(-1)?.step ?? 0);
  const [points, setPoints] = useState<Points>(NONE);
  useEffect(() => {
    if (evaluated === 0) {
      setPoints(NONE);
      return undefined;
    }
    let wanted = true;
    void ask((session) => session.byDistance()).then((found) => {
      if (!wanted || !found) return;
      setPoints(runs.flatMap(({ id }) => (found[id]?.length ? [found[id]] : [])));
    });
    return () => {
      wanted = false;
    };
  }, [evaluated, experiment.id, runs]);
  return points;
}
