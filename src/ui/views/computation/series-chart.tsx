import { axisBottom, axisLeft, line, scaleLinear, select } from 'd3';
import { useEffect, useRef } from 'react';
import type { DataInfo, ModelInfo } from '../../../engine/session/client';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { useMessages } from '../../i18n/use-messages';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { useSize } from '../tensor/use-size';
import './series-chart.css';

const HEIGHT = 170;
const MARGIN = { top: 8, right: 16, bottom: 22, left: 44 };
const NAMES = ['series', 'target', 'forecast'] as const;
/** Places along the axis that have names. */
const LABEL_WIDTH = 90;

interface Props {
  readonly model: ModelInfo;
  readonly measured: NonNullable<DataInfo['measured']>;
}

/** What was measured, what the model makes of it, and what came, in the unit of the measurements. */
export function SeriesChart({ model, measured }: Props) {
  const { series: words } = useMessages();
  const frame = useRef<HTMLDivElement>(null);
  const picture = useRef<SVGSVGElement>(null);
  const width = useSize(frame)?.width ?? 0;
  const { tokens } = model.example;

  useEffect(() => {
    const paint = (): void => {
      const svg = picture.current;
      const [series, target, forecast] = NAMES.map(tensorValue);
      if (!svg || width === 0 || !series || !target || !forecast) return;
      const real = (value: number): number => value * measured.deviation + measured.mean;
      const known = Array.from(series, real);
      const [came, guess] = [real(target[0]), real(forecast[0])];
      const x = scaleLinear([0, known.length], [MARGIN.left, width - MARGIN.right]);
      const y = scaleLinear(
        [Math.min(0, came, guess, ...known), Math.max(0, came, guess, ...known)],
        [HEIGHT - MARGIN.bottom, MARGIN.top],
      ).nice(4);
      const root = select(svg);
      root
        .select<SVGGElement>('.series-x')
        .attr('transform', `translate(0,${HEIGHT - MARGIN.bottom})`)
        .call(
          axisBottom(x)
            .ticks(Math.max(2, width / LABEL_WIDTH))
            .tickSize(4)
            .tickFormat((at) => tokens[Number(at)] ?? ''),
        );
      root
        .select<SVGGElement>('.series-y')
        .attr('transform', `translate(${MARGIN.left},0)`)
        .call(
          axisLeft(y)
            .ticks(4)
            .tickSize(-(width - MARGIN.right - MARGIN.left)),
        );
      root.select('.series-known').attr(
        'd',
        line<number>(
          (_, at) => x(at),
          (value) => y(value),
        )(known),
      );
      for (const [name, value] of [
        ['came', came],
        ['forecast', guess],
      ] as const) {
        root.select(`.series-${name}`).attr('cx', x(known.length)).attr('cy', y(value));
      }
      svg.setAttribute('aria-label', words.chart(guess.toFixed(2), came.toFixed(2)));
    };
    const ends = NAMES.map((name) => subscribeTensor(name, () => repaint(paint)));
    paint();
    return () => {
      for (const end of ends) end();
      cancelRepaint(paint);
    };
  }, [measured, tokens, width, words]);

  return (
    <figure className="series">
      <figcaption className="curves-caption">
        <span className="curves-title">{words.title(measured.unit)}</span>
        <span className="curves-legend">
          <span className="legend-entry">
            <svg className="legend-line" viewBox="0 0 20 8" aria-hidden="true">
              <path className="curve series-known" d="M1,4H19" />
            </svg>
            {words.known}
          </span>
          {(['forecast', 'came'] as const).map((name) => (
            <span key={name} className="legend-entry">
              <svg className="legend-line" viewBox="0 0 20 10" aria-hidden="true">
                <circle className={`series-${name}`} cx="10" cy="5" r="4" />
              </svg>
              {words[name]}
            </span>
          ))}
        </span>
      </figcaption>
      <div ref={frame}>
        <svg ref={picture} className="series-svg" role="img" height={HEIGHT}>
          <g className="curves-axis curves-grid series-y" />
          <g className="curves-axis series-x" />
          <path className="curve series-known" />
          <circle className="series-came" r="6" />
          <circle className="series-forecast" r="4.5" />
        </svg>
      </div>
    </figure>
  );
}
