import { OWN_SIDE } from '../../../engine/data/own-limits';
import { toBase64 } from '../../../engine/experiment/bytes';
import { type Example, MOST_PIXELS } from '../../../engine/experiment/schema';
import type { OwnPicture } from '../../../engine/session/client';

/** Largest file that is opened, in bytes, and most pixels that it may hold. */
const MOST_BYTES = 20 * 2 ** 20;
const MOST_DECODED = 50_000_000;

/** Why a file is no picture to show; the page has a sentence for each. */
export class PictureProblem extends Error {
  constructor(readonly why: 'empty' | 'tooLarge' | 'unreadable' | 'tooManyPixels') {
    super(why);
  }
}

/**
 * A picture file, made as small as pictures in an experiment are. Nothing of it leaves the browser.
 * @throws PictureProblem when it is no picture or too large
 */
export async function pictureOfFile(file: File): Promise<Example> {
  return withBitmap(file, (bitmap) => {
    const { width, height } = fitted(bitmap.width, bitmap.height);
    const whole = { left: 0, top: 0, width: bitmap.width, height: bitmap.height };
    const pixels = pixelsOf(bitmap, whole, width, height);
    return { kind: 'picture', width, height, channels: 3, pixels: toBase64(pixels) };
  });
}

/**
 * The middle square of a picture file, as visitors' own pictures are kept.
 * @throws PictureProblem when it is no picture or too large
 */
export async function squareOfFile(file: File): Promise<OwnPicture> {
  const pixels = await withBitmap(file, (bitmap) => squareOf(bitmap, bitmap.width, bitmap.height));
  return { name: file.name, pixels };
}

/** The middle square of what is so wide and so high. @returns bytes [32, 32, 3] */
export function squareOf(source: CanvasImageSource, width: number, height: number): Uint8Array {
  const side = Math.min(width, height);
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  return pixelsOf(source, { left, top, width: side, height: side }, OWN_SIDE, OWN_SIDE);
}

/** @throws PictureProblem */
async function withBitmap<T>(file: File, use: (bitmap: ImageBitmap) => T): Promise<T> {
  if (file.size === 0) throw new PictureProblem('empty');
  if (file.size > MOST_BYTES) throw new PictureProblem('tooLarge');
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new PictureProblem('unreadable');
  }
  try {
    if (bitmap.width * bitmap.height > MOST_DECODED) throw new PictureProblem('tooManyPixels');
    return use(bitmap);
  } finally {
    bitmap.close();
  }
}

/** A part of a picture, so wide and so high. @returns bytes [height, width, 3] */
function pixelsOf(
  source: CanvasImageSource,
  part: { left: number; top: number; width: number; height: number },
  width: number,
  height: number,
): Uint8Array {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new PictureProblem('unreadable');
  // What is transparent lies on white.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, part.left, part.top, part.width, part.height, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return Uint8Array.from(
    { length: 3 * width * height },
    (_, i) => data[4 * Math.floor(i / 3) + (i % 3)],
  );
}

/** The same shape, no side longer than pictures may be. */
export function fitted(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, MOST_PIXELS / Math.max(width, height));
  const size = (side: number): number => Math.max(1, Math.round(side * scale));
  return { width: size(width), height: size(height) };
}
