import { useEffect, useRef } from 'react';
import type { TensorInfo } from '../../../engine/session/client';
import type { TensorData } from '../../../engine/tensor/types';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';

interface Props {
  /** The picture, f32[1,C,Y,X] with values 0 … 1. */
  readonly info: TensorInfo;
  /** 1: how much ink there is; 3: red, green and blue. */
  readonly channels: 1 | 3;
  /** How brightly each part of the picture is lit, f32[1,1,Y,X] with values 0 … 1. */
  readonly light?: TensorInfo | undefined;
  readonly label: string;
}

/** A tensor as the picture that it is: changed numbers are seen in it. */
export function PictureCanvas({ info, channels, light, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height, width] = info.shape.slice(-2);

  useEffect(() => {
    const paint = (): void => {
      const context = canvas.current?.getContext('2d');
      const values = tensorValue(info.name);
      const lit = light && tensorValue(light.name);
      if (!context || !values || (light && !lit)) return;
      const image = context.createImageData(width, height);
      fill(image, values, channels);
      if (light && lit) dim(image, lit, light.shape.slice(-2));
      context.putImageData(image, 0, 0);
    };
    const names = [info.name, ...(light ? [light.name] : [])];
    const ends = names.map((name) => subscribeTensor(name, () => repaint(paint)));
    paint();
    return () => {
      for (const end of ends) end();
      cancelRepaint(paint);
    };
  }, [info, light, channels, width, height]);

  return (
    <figure className="picture">
      <canvas ref={canvas} width={width} height={height} role="img" aria-label={label} />
      <figcaption>{label}</figcaption>
    </figure>
  );
}

/** Ink is dark on light paper, colours are themselves. */
function fill({ data }: ImageData, values: TensorData, channels: 1 | 3): void {
  const places = data.length / 4;
  for (let at = 0; at < places; at++) {
    for (let c = 0; c < 3; c++) {
      const value = channels === 1 ? 1 - values[at] : values[c * places + at];
      data[4 * at + c] = 255 * value;
    }
    data[4 * at + 3] = 255;
  }
}

/** Darkens what gets little light, from the lightest place down. */
function dim({ data, width, height }: ImageData, light: TensorData, [rows, cols]: number[]): void {
  const most = Math.max(...light);
  const least = Math.min(...light);
  const range = Math.max(most - least, 1e-6);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = Math.floor((y * rows) / height);
      const col = Math.floor((x * cols) / width);
      const share = (light[row * cols + col] - least) / range;
      for (let c = 0; c < 3; c++) data[4 * (y * width + x) + c] *= 0.15 + 0.85 * share;
    }
  }
}
