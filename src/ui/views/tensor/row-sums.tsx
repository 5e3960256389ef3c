import { useEffect, useRef } from 'react';
import type { Geometry } from '../../charts/heatmap/geometry';
import { formatCell } from '../../charts/heatmap/numbers';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { flatAt, type Slice } from '../../charts/heatmap/slice';
import { useMessages } from '../../i18n/use-messages';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import './row-sums.css';

interface Props {
  readonly tensor: string;
  readonly slice: Slice;
  readonly geometry: Geometry;
}

/** The sum of each row beside a matrix of weights: 1 where the softmax ran over the keys. */
export function RowSums({ tensor, slice, geometry }: Props) {
  const { computation } = useMessages();
  const list = useRef<HTMLOListElement>(null);

  useEffect(() => {
    const paint = (): void => {
      const data = tensorValue(tensor);
      if (!data || !list.current) return;
      for (const [row, element] of [...list.current.children].entries()) {
        let sum = 0;
        for (let col = 0; col < slice.cols; col++) sum += data[flatAt(slice, row, col)];
        element.textContent = formatCell(sum);
      }
    };
    const unsubscribe = subscribeTensor(tensor, () => repaint(paint));
    paint();
    return () => {
      unsubscribe();
      cancelRepaint(paint);
    };
  }, [tensor, slice]);

  return (
    <ol
      ref={list}
      className="row-sums"
      aria-label={computation.rowSums}
      title={computation.rowSums}
      style={{ left: geometry.left + slice.cols * geometry.cellWidth, top: geometry.top }}
    >
      {Array.from({ length: slice.rows }, (_, row) => (
        <li key={row} style={{ height: geometry.cellHeight }} />
      ))}
    </ol>
  );
}
