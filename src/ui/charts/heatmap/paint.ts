import type { TensorData, ValueKind } from '../../../engine/tensor/types';
import { probabilityEntry, signedEntry, textureOf } from './colours';
import { inkOn } from './ink';
import { formatCell } from './numbers';
import type { Palette } from './palette';
import { flatAt, type Slice } from './slice';

export interface Painting {
  readonly slice: Slice;
  readonly kind: ValueKind;
  /** Size of a cell, in CSS px. */
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** End of the scale: of signed values ±, of probabilities 1 unless colours are stretched. */
  readonly max: number;
  /** Size of the numbers in the cells, in CSS px; 0 for none. */
  readonly numbers: number;
  /** Names of what an index stands for, where there are any. */
  readonly names?: readonly string[] | undefined;
  /** Row-major positions in the tensor of the cells that a person changed. */
  readonly edited?: ReadonlySet<number> | undefined;
}

/** Cells smaller than this are drawn without lines between them, in CSS px. */
const GRID_FROM = 9;

const scratch = { canvas: null as HTMLCanvasElement | null };

function scratchOf(width: number, height: number): CanvasRenderingContext2D {
  scratch.canvas ??= document.createElement('canvas');
  const { canvas } = scratch;
  if (canvas.width < width) canvas.width = width;
  if (canvas.height < height) canvas.height = height;
  // It is written pixel by pixel, so it stays in the computer's own memory.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser has no 2D canvas.');
  return context;
}

/**
 * Draws a tensor: one pixel for each cell through the colour table, enlarged without smoothing;
 * then what pixels cannot say: lines, hatching, numbers, marks of what was changed.
 */
export function paint(
  canvas: HTMLCanvasElement,
  data: TensorData,
  painting: Painting,
  palette: Palette,
): void {
  const { slice, cellWidth, cellHeight } = painting;
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(slice.cols * cellWidth * ratio);
  const height = Math.round(slice.rows * cellHeight * ratio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  paintColours(context, data, painting, palette, width, height);
  context.setTransform(
    width / (slice.cols * cellWidth),
    0,
    0,
    height / (slice.rows * cellHeight),
    0,
    0,
  );
  paintTextures(context, data, painting, palette);
  if (Math.min(cellWidth, cellHeight) >= GRID_FROM) paintGrid(context, painting, palette, ratio);
  if (slice.tiles) paintTiles(context, painting, palette);
  if (painting.numbers > 0) paintNumbers(context, data, painting, palette);
  if (painting.edited && painting.edited.size > 0) paintMarks(context, painting, palette);
}

function paintColours(
  context: CanvasRenderingContext2D,
  data: TensorData,
  { slice, kind, max }: Painting,
  palette: Palette,
  width: number,
  height: number,
): void {
  const { rows, cols } = slice;
  if (kind === 'mask' || kind === 'index') {
    context.fillStyle = palette.open;
    context.fillRect(0, 0, width, height);
    return;
  }
  const small = scratchOf(cols, rows);
  const image = small.createImageData(cols, rows);
  const out = new Uint32Array(image.data.buffer);
  const pixels = kind === 'signed' ? palette.signed.pixels : palette.probability.pixels;
  for (let row = 0, i = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, i++) {
      const x = data[flatAt(slice, row, col)];
      out[i] = pixels[kind === 'signed' ? signedEntry(x, max) : probabilityEntry(x / max)];
    }
  }
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small.canvas, 0, 0, cols, rows, 0, 0, width, height);
}

/** Hatches masked cells and crosses out what is no number. */
function paintTextures(
  context: CanvasRenderingContext2D,
  data: TensorData,
  { slice, kind, cellWidth, cellHeight }: Painting,
  palette: Palette,
): void {
  const gap = Math.max(3, Math.min(7, Math.min(cellWidth, cellHeight) / 4));
  for (let row = 0; row < slice.rows; row++) {
    for (let col = 0; col < slice.cols; col++) {
      const texture = textureOf(kind, data[flatAt(slice, row, col)]);
      if (!texture) continue;
      const x = col * cellWidth;
      const y = row * cellHeight;
      context.save();
      context.beginPath();
      context.rect(x, y, cellWidth, cellHeight);
      context.fillStyle = palette.blocked;
      context.fill();
      context.clip();
      context.beginPath();
      // Lines keep their place from cell to cell, so that masked areas are one surface.
      const first = Math.floor((x + y) / gap) * gap;
      for (let d = first; d < x + y + cellWidth + cellHeight; d += gap) {
        context.moveTo(d - y, y);
        context.lineTo(d - y - cellHeight, y + cellHeight);
        if (texture === 'nan') {
          context.moveTo(d - y - cellHeight, y);
          context.lineTo(d - y, y + cellHeight);
        }
      }
      context.strokeStyle = palette.hatch;
      context.globalAlpha = 0.55;
      context.lineWidth = 0.75;
      context.stroke();
      context.restore();
    }
  }
}

function paintGrid(
  context: CanvasRenderingContext2D,
  { slice, cellWidth, cellHeight }: Painting,
  palette: Palette,
  ratio: number,
): void {
  const line = 1 / ratio;
  context.fillStyle = palette.grid;
  for (let col = 1; col < slice.cols; col++) {
    context.fillRect(col * cellWidth - line / 2, 0, line, slice.rows * cellHeight);
  }
  for (let row = 1; row < slice.rows; row++) {
    context.fillRect(0, row * cellHeight - line / 2, slice.cols * cellWidth, line);
  }
}

/** Draws lines between maps that stand side by side. */
function paintTiles(
  context: CanvasRenderingContext2D,
  { slice, cellWidth, cellHeight }: Painting,
  palette: Palette,
): void {
  const { tiles, rows, cols } = slice;
  if (!tiles) return;
  context.fillStyle = palette.hatch;
  for (let col = tiles.width; col < cols; col += tiles.width) {
    context.fillRect(col * cellWidth - 0.5, 0, 1, rows * cellHeight);
  }
  for (let row = tiles.height; row < rows; row += tiles.height) {
    context.fillRect(0, row * cellHeight - 0.5, cols * cellWidth, 1);
  }
}

function paintNumbers(
  context: CanvasRenderingContext2D,
  data: TensorData,
  { slice, kind, cellWidth, cellHeight, max, numbers, names }: Painting,
  palette: Palette,
): void {
  context.font = `${numbers}px ${palette.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const room = cellWidth - 4;
  for (let row = 0; row < slice.rows; row++) {
    for (let col = 0; col < slice.cols; col++) {
      const x = data[flatAt(slice, row, col)];
      const text =
        kind === 'index' ? (names?.[x] ?? String(x)) : formatCell(x, kind === 'signed' ? max : 1);
      context.fillStyle = inkOn(kind, kind === 'probability' ? x / max : x, max, palette);
      const centreX = (col + 0.5) * cellWidth;
      const centreY = (row + 0.5) * cellHeight + numbers * 0.06;
      if (textureOf(kind, x)) {
        // A clear ground for the number, or the hatching would strike it out.
        const half = Math.min(room, context.measureText(text).width + 6) / 2;
        context.save();
        context.fillStyle = palette.blocked;
        context.fillRect(centreX - half, centreY - numbers * 0.65, half * 2, numbers * 1.2);
        context.restore();
      }
      context.fillText(text, centreX, centreY, room);
    }
  }
}

/** A corner dog-eared in the accent colour: this number was set by hand. */
function paintMarks(
  context: CanvasRenderingContext2D,
  { slice, cellWidth, cellHeight, edited }: Painting,
  palette: Palette,
): void {
  const size = Math.max(3, Math.min(9, Math.min(cellWidth, cellHeight) * 0.28));
  for (let row = 0; row < slice.rows; row++) {
    for (let col = 0; col < slice.cols; col++) {
      if (!edited?.has(flatAt(slice, row, col))) continue;
      const right = (col + 1) * cellWidth;
      const top = row * cellHeight;
      context.beginPath();
      context.moveTo(right - size, top);
      context.lineTo(right, top);
      context.lineTo(right, top + size);
      context.closePath();
      context.fillStyle = palette.accent;
      context.fill();
      context.strokeStyle = palette.surface;
      context.lineWidth = 0.75;
      context.stroke();
    }
  }
}
