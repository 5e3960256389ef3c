import { useEffect, useRef, useState } from 'react';
import type { TensorData } from '../../../engine/tensor/types';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { largestSize } from './colours';
import { type Painting, paint } from './paint';
import { type Palette, usePalette } from './palette';
import { cancelRepaint, repaint } from './repaint';
import { flatAt } from './slice';
import { useOnScreen } from './use-on-screen';

interface Props extends Omit<Painting, 'max'> {
  readonly name: string;
  /** Number of elements of the tensor: values of another size belong to a model that is gone. */
  readonly size: number;
  /** Whether the colours of probabilities end at the largest one that is shown, instead of at 1. */
  readonly stretch?: boolean | undefined;
  readonly onMax?: ((max: number) => void) | undefined;
}

/** Paints the latest values with the latest settings, at most once for each display frame. */
class CellPainter {
  private canvas: HTMLCanvasElement | null = null;
  private props: Props | null = null;
  private palette: Palette | null = null;

  update(canvas: HTMLCanvasElement | null, props: Props, palette: Palette): void {
    this.canvas = canvas;
    this.props = props;
    this.palette = palette;
    repaint(this.paint);
  }

  readonly request = (): void => repaint(this.paint);

  cancel(): void {
    cancelRepaint(this.paint);
  }

  private readonly paint = (): void => {
    const { canvas, props, palette } = this;
    if (!canvas || !props || !palette) return;
    const data = tensorValue(props.name);
    if (data?.length !== props.size) return;
    const max = endOf(props, data);
    paint(canvas, data, { ...props, max }, palette);
    props.onMax?.(max);
  };
}

/** The end of the scale. */
function endOf({ kind, stretch = false, slice }: Props, data: TensorData): number {
  if (kind === 'signed') return largestSize(data);
  if (kind !== 'probability' || !stretch) return 1;
  let most = 0;
  for (let row = 0; row < slice.rows; row++) {
    for (let col = 0; col < slice.cols; col++) most = Math.max(most, data[flatAt(slice, row, col)]);
  }
  return most > 0 ? most : 1;
}

/** The cells of a tensor, painted whenever its values change; React renders only what surrounds it. */
export function HeatmapCanvas(props: Props) {
  const { name, slice, cellWidth, cellHeight } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const [painter] = useState(() => new CellPainter());
  const visible = useOnScreen(canvas);

  // Whatever changes how it looks: size, head, theme, marks.
  useEffect(() => painter.update(canvas.current, props, palette));

  useEffect(() => {
    if (!visible) return undefined;
    const unsubscribe = subscribeTensor(name, painter.request);
    painter.request();
    return () => {
      unsubscribe();
      painter.cancel();
    };
  }, [name, visible, painter]);

  return (
    <canvas
      ref={canvas}
      className="heatmap-canvas"
      style={{ width: slice.cols * cellWidth, height: slice.rows * cellHeight }}
      aria-hidden="true"
    />
  );
}
