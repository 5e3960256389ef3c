import { toBase64 } from '../../../engine/experiment/bytes';
import { type Example, MOST_PIXELS } from '../../../engine/experiment/schema';

/** Points that a pen has passed. */
export type Stroke = readonly (readonly [number, number])[];

/** Pixels of the pad: a whole number of them for each of the picture that is made of it. */
const FINER = 4;
export const PAD_SIDE = MOST_PIXELS * FINER;
/** As wide as pens are beside digits that fill most of the pad. */
const PEN = PAD_SIDE / 11;

/** Black on white. */
export function paintStrokes(canvas: HTMLCanvasElement, strokes: readonly Stroke[]): void {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, PAD_SIDE, PAD_SIDE);
  context.lineWidth = PEN;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = '#000';
  for (const [first, ...rest] of strokes) {
    context.beginPath();
    context.moveTo(...first);
    // A line of no length is a dot.
    for (const point of rest.length > 0 ? rest : [first]) context.lineTo(...point);
    context.stroke();
  }
}

/** What is on the pad, in grey, each pixel the mean of those that it covers. */
export function pictureOfPad(canvas: HTMLCanvasElement): Example {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const { data } = context?.getImageData(0, 0, PAD_SIDE, PAD_SIDE) ?? {
    data: new Uint8ClampedArray(4 * PAD_SIDE * PAD_SIDE),
  };
  return {
    kind: 'picture',
    width: MOST_PIXELS,
    height: MOST_PIXELS,
    channels: 1,
    pixels: toBase64(blockMeans(data, PAD_SIDE, FINER)),
  };
}

/** The means of blocks of the red of an image. @param data RGBA, side × side pixels */
export function blockMeans(
  data: ArrayLike<number>,
  side: number,
  block: number,
): Uint8Array<ArrayBuffer> {
  const cols = side / block;
  return Uint8Array.from({ length: cols * cols }, (_, i) => {
    const [left, top] = [(i % cols) * block, Math.floor(i / cols) * block];
    let sum = 0;
    for (let y = top; y < top + block; y++) {
      for (let x = left; x < left + block; x++) sum += data[4 * (y * side + x)];
    }
    return Math.round(sum / block ** 2);
  });
}
