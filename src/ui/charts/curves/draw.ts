import { axisBottom, axisLeft, format, line, scaleLinear, select } from 'd3';
import { type Curves, isShare, type Measure } from './curves';
import { thinOut } from './thin-out';

const MARGIN = { top: 8, right: 12, bottom: 22, left: 44 };

/** The parts of the picture that are drawn anew; React has made the elements. */
export interface Parts {
  readonly x: SVGGElement;
  readonly y: SVGGElement;
  readonly batch: SVGPathElement;
  readonly mean: SVGPathElement;
  readonly validation: SVGPathElement;
  readonly dots: SVGPathElement;
  readonly runs: SVGGElement;
  readonly reference: SVGPathElement;
  readonly cursor: SVGPathElement;
  readonly cursorText: SVGTextElement;
  readonly referenceText: SVGTextElement;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Marks {
  /** A value to compare with. */
  readonly reference: number | undefined;
  readonly referenceText: string;
  /** The step that is read off. */
  readonly cursor: number | null;
  readonly cursorText: string;
}

/** Lengths of the axes: a curve of no points still has some. */
const FEWEST_STEPS = 10;

/** Linear scales from step and value to px. */
export function scalesOf(curves: Curves, measure: Measure, { width, height }: Size) {
  const x = scaleLinear(
    [0, Math.max(FEWEST_STEPS, curves.lastStep)],
    [MARGIN.left, Math.max(MARGIN.left + 1, width - MARGIN.right)],
  );
  const y = scaleLinear(
    [0, isShare(measure) ? 1 : curves.highest || 1],
    [Math.max(MARGIN.top + 1, height - MARGIN.bottom), MARGIN.top],
  );
  if (!isShare(measure)) y.nice(4);
  return { x, y };
}

/** Draws axes, curves, the reference line and the cursor. */
export function draw(
  parts: Parts,
  curves: Curves,
  measure: Measure,
  size: Size,
  { reference, referenceText, cursor, cursorText }: Marks,
): void {
  const { x, y } = scalesOf(curves, measure, size);
  const path = (points: Curves['batch']): string =>
    line()(thinOut(points.map(({ step, value }) => [x(step), y(value)])) as [number, number][]) ??
    '';

  const bottom = size.height - MARGIN.bottom;
  select(parts.x)
    .attr('transform', `translate(0,${bottom})`)
    .call(
      axisBottom(x)
        .ticks(Math.max(2, size.width / 90), '~s')
        .tickSize(4),
    );
  select(parts.y)
    .attr('transform', `translate(${MARGIN.left},0)`)
    .call(
      axisLeft(y)
        .ticks(Math.max(2, size.height / 34))
        .tickSize(-(x.range()[1] - MARGIN.left))
        .tickFormat(format(isShare(measure) ? '.0%' : '~g')),
    );

  parts.batch.setAttribute('d', path(curves.batch));
  parts.mean.setAttribute('d', path(curves.mean));
  // Lines of no length with round ends: dots.
  const dots = (points: Curves['validation']): string =>
    points.map(({ step, value }) => `M${x(step)},${y(value)}h0`).join('');
  const alone = curves.runs.length === 0 ? curves.validation : [];
  parts.validation.setAttribute('d', path(alone));
  parts.dots.setAttribute('d', dots(alone));
  const runs = select(parts.runs);
  runs
    .selectAll('.curve-run')
    .data(curves.runs)
    .join('path')
    .attr('class', (_, i) => `curve curve-run curve-run-${i}`)
    .attr('d', path);
  runs
    .selectAll('.curve-run-dots')
    .data(curves.runs)
    .join('path')
    .attr('class', (_, i) => `curve curve-run-dots curve-run-${i}`)
    .attr('d', dots);
  const across = (value: number): string => `M${x.range()[0]},${y(value)}H${x.range()[1]}`;
  parts.reference.setAttribute('d', reference === undefined ? '' : across(reference));
  select(parts.referenceText)
    .text(referenceText)
    .attr('x', MARGIN.left + 6)
    // Above its line, unless it would leave the chart.
    .attr('y', y(reference ?? 0) + (y(reference ?? 0) < MARGIN.top + 12 ? 14 : -4));
  parts.cursor.setAttribute('d', cursor === null ? '' : `M${x(cursor)},${MARGIN.top}V${bottom}`);
  const onTheRight = cursor !== null && x(cursor) > size.width / 2;
  select(parts.cursorText)
    .text(cursorText)
    .attr('x', x(cursor ?? 0) + (onTheRight ? -6 : 6))
    .attr('y', MARGIN.top + 10)
    .attr('text-anchor', onTheRight ? 'end' : 'start');
}
