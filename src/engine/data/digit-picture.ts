import type { Picture } from './dataset';

/** Side of a digit as MNIST has it, and of the box that its ink is fitted into. */
export const LARGE_SIDE = 28;
const BOX = 20;

/** The small digits leave off a border of the large ones, and have the mean of each block. */
const BORDER = 2;
const BLOCK = 3;
export const SMALL_SIDE = (LARGE_SIDE - 2 * BORDER) / BLOCK;

/** Grey levels of the digits: 0 is paper, 15 ink. */
export const LEVELS = 16;

/** What differs from the paper by less than this, of the most there is, is shadow; by more than that, ink. */
const SHADOW = 0.3;
const INK = 0.8;
/** Least difference between paper and ink, of 1 from black to white. */
const LEAST_CONTRAST = 0.1;

/**
 * How much ink there is at each pixel of a drawing, a photograph or a scan, 0 … 1, dark on light or
 * light on dark: the paper is what is usual along the border. Null where all is paper.
 * @returns f32[height, width]
 */
export function inkOf({ width, height, channels, pixels }: Picture): Float32Array | null {
  const grey = Float32Array.from({ length: width * height }, (_, i) => {
    const at = i * channels;
    // Rec. 709: how bright red, green and blue are to the eye.
    const light =
      channels === 1
        ? pixels[at]
        : 0.2126 * pixels[at] + 0.7152 * pixels[at + 1] + 0.0722 * pixels[at + 2];
    return light / 255;
  });
  const border = grey.filter((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  });
  const paper = border.sort()[border.length >> 1];
  const most = grey.reduce((far, value) => Math.max(far, Math.abs(value - paper)), 0);
  if (most < LEAST_CONTRAST) return null;
  return grey.map((value) => {
    const share = Math.abs(value - paper) / most;
    return Math.max(0, Math.min(1, (share - SHADOW) / (INK - SHADOW)));
  });
}

/** A number 0 … 1 as one of the grey levels. */
export function toLevel(value: number): number {
  return Math.round(value * (LEVELS - 1)) / (LEVELS - 1);
}

/** 28×28 → 8×8: without a border of 2, the means of blocks of 3×3. */
export function shrunkDigit(large: ArrayLike<number>): Float32Array {
  const small = new Float32Array(SMALL_SIDE * SMALL_SIDE);
  for (let y = 0; y < SMALL_SIDE * BLOCK; y++) {
    for (let x = 0; x < SMALL_SIDE * BLOCK; x++) {
      const at = Math.floor(y / BLOCK) * SMALL_SIDE + Math.floor(x / BLOCK);
      small[at] += large[(y + BORDER) * LARGE_SIDE + x + BORDER] / BLOCK ** 2;
    }
  }
  return small;
}

/**
 * A drawing as a digit like MNIST's: its ink, fitted into 20×20 pixels by area, lies in 28×28 with its
 * centre of mass in the middle. Null where there is no ink.
 * Source: LeCun et al. 1998, section III-A ("the images were centered in a 28×28 image by computing
 * the center of mass of the pixels, and translating the image").
 * @param ink 0 (paper) … 1 (ink), f32[height, width]
 */
export function centredDigit(
  ink: ArrayLike<number>,
  width: number,
  height: number,
): Float32Array | null {
  const box = inkBox(ink, width, height);
  if (!box) return null;
  const scale = BOX / Math.max(box.right - box.left, box.bottom - box.top);
  // As drawn, in pixels of the result; whole pixels, so that no ink is lost at the end.
  const fitted = { width: (box.right - box.left) * scale, height: (box.bottom - box.top) * scale };
  const [cols, rows] = [
    Math.max(1, Math.round(fitted.width)),
    Math.max(1, Math.round(fitted.height)),
  ];
  const small = resampled(ink, width, box, cols, rows);
  const mass = massOf(small, cols, rows);
  const middle = LARGE_SIDE / 2;
  const left = within(Math.round(middle - mass.x), cols);
  const top = within(Math.round(middle - mass.y), rows);
  const result = new Float32Array(LARGE_SIDE * LARGE_SIDE);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < cols; x++) {
      result[(top + y) * LARGE_SIDE + left + x] = small[y * cols + x];
    }
  }
  return result;
}

interface Box {
  readonly left: number;
  readonly top: number;
  /** The first column and row beyond. */
  readonly right: number;
  readonly bottom: number;
}

/** Ink fainter than this is a speck of the canvas or of a scan. */
const FAINT = 0.1;

function inkBox(ink: ArrayLike<number>, width: number, height: number): Box | null {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] < FAINT) continue;
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x + 1);
      bottom = Math.max(bottom, y + 1);
    }
  }
  return right > left ? { left, top, right, bottom } : null;
}

/** A start at which so many pixels lie inside. */
function within(start: number, length: number): number {
  return Math.max(0, Math.min(LARGE_SIDE - length, start));
}

/** Each pixel is the mean of the part of the box that it covers. */
export function resampled(
  values: ArrayLike<number>,
  width: number,
  { left, top, right, bottom }: Box,
  cols: number,
  rows: number,
): Float32Array {
  const [stepX, stepY] = [(right - left) / cols, (bottom - top) / rows];
  return Float32Array.from({ length: cols * rows }, (_, i) => {
    const [x0, y0] = [left + (i % cols) * stepX, top + Math.floor(i / cols) * stepY];
    const [x1, y1] = [x0 + stepX, y0 + stepY];
    let sum = 0;
    for (let y = Math.floor(y0); y < Math.min(bottom, y1); y++) {
      for (let x = Math.floor(x0); x < Math.min(right, x1); x++) {
        const share = overlap(x, x0, x1) * overlap(y, y0, y1);
        sum += share * values[y * width + x];
      }
    }
    return sum / (stepX * stepY);
  });
}

/** How much of the pixel from `at` to `at` + 1 lies between two places. */
function overlap(at: number, from: number, to: number): number {
  return Math.max(0, Math.min(at + 1, to) - Math.max(at, from));
}

/** Where the centre of mass lies, from the top left corner. */
function massOf(values: Float32Array, cols: number, rows: number): { x: number; y: number } {
  let [x, y, sum] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const value = values[row * cols + col];
      x += value * (col + 0.5);
      y += value * (row + 0.5);
      sum += value;
    }
  }
  return { x: x / sum, y: y / sum };
}
