import { useEffect, useRef } from 'react';
import type { TensorData } from '../../../engine/tensor/types';
import type { Geometry } from '../../charts/heatmap/geometry';
import { formatCell, formatValue } from '../../charts/heatmap/numbers';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { useWords } from '../../i18n/use-words';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { words } from './words';
import './sum-bars.css';

interface Props {
  readonly tensor: string;
  /** One sum for each row or column; must be stable. */
  readonly sums: (data: TensorData) => readonly number[];
  readonly count: number;
  readonly along: 'rows' | 'columns';
  readonly geometry: Geometry;
  readonly label: string;
  /** Names of the rows or columns. */
  readonly names: readonly string[];
  readonly marked: number | null;
}

/** Sums beside a matrix: a bar for each row or column as long as its sum, and the number where there is room. */
export function SumBars(props: Props) {
  const { tensor, sums, count, along, geometry, label, names, marked } = props;
  const own = useWords(words);
  const list = useRef<HTMLOListElement>(null);
  const end = useRef<HTMLSpanElement>(null);
  const side = along === 'rows' ? geometry.cellHeight : geometry.cellWidth;

  useEffect(() => {
    const paint = (): void => {
      const data = tensorValue(tensor);
      if (!data || !list.current) return;
      const values = sums(data);
      const most = Math.max(...values.map(Math.abs), 1e-30);
      if (end.current) end.current.textContent = own.largestSum(formatCell(most, most));
      for (const [i, item] of [...list.current.children].entries()) {
        const element = item as HTMLElement;
        element.style.setProperty('--share', String(Math.abs(values[i]) / most));
        element.title = `${names[i] ?? ''}: Σ = ${formatValue(values[i])}`;
        const number = element.querySelector('.sum-number');
        if (number) number.textContent = formatCell(values[i]);
      }
    };
    const unsubscribe = subscribeTensor(tensor, () => repaint(paint));
    paint();
    return () => {
      unsubscribe();
      cancelRepaint(paint);
    };
  }, [tensor, sums, names, own]);

  const numbers = geometry.numbers > 0;
  return (
    <div
      className={`sum-bars sum-bars-${along}`}
      style={along === 'columns' ? { marginLeft: geometry.left } : { marginTop: geometry.top }}
    >
      <ol ref={list} aria-label={label} title={label}>
        {Array.from({ length: count }, (_, i) => (
          <li
            key={i}
            className={i === marked ? 'is-marked' : undefined}
            style={along === 'rows' ? { height: side } : { width: side }}
          >
            <i aria-hidden="true" />
            {/* Where numbers do not fit they are still there to be heard. */}
            <span className={numbers ? 'sum-number' : 'sum-number visually-hidden'} />
          </li>
        ))}
      </ol>
      {along === 'columns' && !numbers && <span ref={end} className="sum-end" />}
    </div>
  );
}
