import { useEffect, useRef } from 'react';
import type { TensorData, ValueKind } from '../../../engine/tensor/types';
import { largestSize, probabilityEntry, signedEntry } from '../../charts/heatmap/colours';
import { usePalette } from '../../charts/heatmap/palette';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { largestIn, type Window } from './sums';

interface Props {
  /** The tensor that has the numbers. */
  readonly tensor: string;
  readonly window: Window;
  readonly kind: Extract<ValueKind, 'probability' | 'signed'>;
  /** Whether colours of probabilities end at the largest of this matrix instead of at 1. Those of signed numbers end at the largest of the tensor. */
  readonly stretch: boolean;
  /** Size on the page, in px. */
  readonly width: number;
  readonly height: number;
  /** Whether it is on screen: only then is the tensor watched. */
  readonly visible: boolean;
}

const largest = new WeakMap<TensorData, number>();

/** The largest absolute value of a tensor, found once for all its heads. */
function largestOf(data: TensorData): number {
  const known = largest.get(data) ?? largestSize(data);
  largest.set(data, known);
  return known;
}

/** A matrix in small, one pixel for each number; where there are more numbers than pixels, the browser averages. */
export function MatrixThumb(props: Props) {
  const { tensor, window: part, kind, stretch, width, height, visible } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();

  useEffect(() => {
    if (!visible) return undefined;
    const paint = (): void => {
      const data = tensorValue(tensor);
      const context = canvas.current?.getContext('2d');
      const { offset, rows, cols } = part;
      if (!context || !data || data.length < offset + rows * cols) return;
      const own = stretch ? largestIn(data, part) : 1;
      const max = kind === 'signed' ? largestOf(data) : own;
      const image = context.createImageData(cols, rows);
      const out = new Uint32Array(image.data.buffer);
      const { pixels } = kind === 'signed' ? palette.signed : palette.probability;
      for (let i = 0; i < out.length; i++) {
        const x = data[offset + i];
        out[i] = pixels[kind === 'signed' ? signedEntry(x, max) : probabilityEntry(x / (max || 1))];
      }
      context.putImageData(image, 0, 0);
    };
    const end = subscribeTensor(tensor, () => repaint(paint));
    paint();
    return () => {
      end();
      cancelRepaint(paint);
    };
  }, [tensor, part, kind, stretch, visible, palette]);

  return (
    <canvas
      ref={canvas}
      className={part.cols > width ? 'matrix-thumb' : 'matrix-thumb is-enlarged'}
      width={part.cols}
      height={part.rows}
      style={{ width, height }}
      aria-hidden="true"
    />
  );
}
