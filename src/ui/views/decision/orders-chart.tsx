import { axisBottom, axisLeft, scaleLinear, select } from 'd3';
import { useEffect, useRef } from 'react';
import { useWords } from '../../i18n/use-words';
import { useSize } from '../tensor/use-size';
import type { OtherAttention } from './use-decision';
import { words } from './words';

const HEIGHT = 200;
const MARGIN = { top: 22, right: 10, bottom: 36, left: 34 };

/** A dot for each order of the weights: how different it is, and how far the answer moves. */
export function OrdersChart({ other }: { readonly other: OtherAttention }) {
  const say = useWords(words);
  const frame = useRef<HTMLDivElement>(null);
  const [x, y, dots] = [
    useRef<SVGGElement>(null),
    useRef<SVGGElement>(null),
    useRef<SVGGElement>(null),
  ];
  const width = useSize(frame)?.width ?? 0;
  const { distances, divergences } = other;
  useEffect(() => {
    if (width === 0 || !x.current || !y.current || !dots.current) return;
    const across = scaleLinear([0, Math.LN2], [MARGIN.left, width - MARGIN.right]);
    const up = scaleLinear([0, 1], [HEIGHT - MARGIN.bottom, MARGIN.top]);
    select(x.current)
      .attr('transform', `translate(0,${HEIGHT - MARGIN.bottom})`)
      .call(axisBottom(across).ticks(4).tickSize(4));
    select(y.current)
      .attr('transform', `translate(${MARGIN.left},0)`)
      .call(
        axisLeft(up)
          .ticks(4)
          .tickSize(-(width - MARGIN.right - MARGIN.left)),
      );
    select(dots.current)
      .selectAll('circle')
      .data(Array.from(distances, (distance, i) => ({ distance, divergence: divergences[i] })))
      .join('circle')
      .attr('r', 3)
      .attr('cx', ({ divergence }) => across(divergence))
      .attr('cy', ({ distance }) => up(distance));
  }, [distances, divergences, width, x, y, dots]);
  return (
    <div ref={frame} className="decision-orders">
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={say.chart(String(distances.length))}
      >
        <g ref={y} className="curves-axis curves-grid" />
        <g ref={x} className="curves-axis" />
        <g ref={dots} className="decision-dots" />
        <text className="decision-axis" x={0} y={12}>
          {say.axisY}
        </text>
        <text className="decision-axis decision-axis-x" x={width - MARGIN.right} y={HEIGHT - 4}>
          {say.axisX}
        </text>
      </svg>
    </div>
  );
}
