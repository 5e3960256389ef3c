import { curveMonotoneX, curveMonotoneY, line } from 'd3';
import { inkOn } from '../../charts/heatmap/ink';
import { formatCell } from '../../charts/heatmap/numbers';
import type { Palette } from '../../charts/heatmap/palette';
import { type Box, GROUP_TITLE, type GroupBox, type Link, type Size } from './layout';
import { withoutGradient } from '../../stores/view-store';
import type { Pictures } from './pictures';
import { type Camera, type Figure, overlaps, picturePlace, type Scene, windowOf } from './scene';
import { pointOfCell } from './tiles';

/** Cells that are marked, by their row-major positions. */
export interface Marks {
  readonly hovered: { readonly tensor: string; readonly flat: number } | null;
  readonly selected: { readonly tensor: string; readonly flat: number | null } | null;
  readonly sources: ReadonlyMap<string, readonly number[]>;
}

/** Text smaller than this on the screen is left out, in CSS px. */
const LEAST_TEXT = 6.5;
/** From this size on a cell has its number. */
const NUMBER_WIDTH = 30;
const NUMBER_HEIGHT = 13;
/** From this size on cells have lines between them. */
const GRID_FROM = 7;
/** At most so many cells of one tensor are marked one by one. */
const MOST_MARKS = 2000;

/** Name of the tensor that a figure shows: itself, or its gradient. */
export type ShownAs = (name: string) => string;

/** Draws all of the map that is in the window. */
export function draw(
  context: CanvasRenderingContext2D,
  size: Size,
  camera: Camera,
  scene: Scene,
  pictures: Pictures,
  palette: Palette,
  marks: Marks,
  shownAs: ShownAs,
): void {
  const ratio = window.devicePixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  context.translate(camera.x, camera.y);
  context.scale(camera.k, camera.k);
  context.imageSmoothingEnabled = false;
  const view = windowOf(camera, size);
  const seen = scene.groups.filter((group) => overlaps(group, view));
  for (const group of seen) drawGroup(context, group, camera, palette);
  drawLinks(context, scene.links, camera, palette, marks);
  for (const figure of scene.figures) {
    if (!overlaps(figure, view)) continue;
    drawFigure(context, figure, camera, view, pictures, palette, marks, shownAs(figure.name));
  }
  // Above everything, so that what is far away can still be read.
  drawGroupTitles(context, seen, camera, palette, view.x);
}

function drawGroup(
  context: CanvasRenderingContext2D,
  { x, y, width, height, depth, folded }: GroupBox,
  { k }: Camera,
  palette: Palette,
): void {
  context.beginPath();
  context.roundRect(x, y, width, height, 8);
  context.fillStyle = depth % 2 === 1 || folded ? palette.blocked : palette.surface;
  context.fill();
  context.strokeStyle = folded ? palette.hatch : palette.grid;
  context.lineWidth = 1 / k;
  context.stroke();
}

/**
 * Names of groups keep a legible size for as long as they fit the group; an inner name gives way to
 * an outer one.
 */
function drawGroupTitles(
  context: CanvasRenderingContext2D,
  groups: readonly GroupBox[],
  { k }: Camera,
  palette: Palette,
  left: number,
): void {
  const size = Math.max(13, 11 / k);
  context.font = `600 ${size}px ${palette.font}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const taken: Box[] = [];
  for (const { x, y, width, height, group, folded } of groups) {
    const text = folded ? `▸ ${group.label}` : `▾ ${group.label}`;
    const at = Math.max(x + 8, Math.min(left + 8 / k, x + width - 8));
    const middle = y + (folded ? height / 2 : Math.max(GROUP_TITLE / 2, size * 0.7));
    const box = {
      x: at - 2 / k,
      y: middle - size * 0.6,
      width: context.measureText(text).width + 4 / k,
      height: size * 1.2,
    };
    const fits = box.x + box.width <= x + width && box.height <= height;
    if (!fits || taken.some((other) => overlaps(other, box))) continue;
    taken.push(box);
    context.globalAlpha = 0.85;
    context.fillStyle = palette.surface;
    if (!folded && size > 13) context.fillRect(box.x, box.y, box.width, box.height);
    context.globalAlpha = 1;
    context.fillStyle = palette.ink;
    context.fillText(text, at, middle);
  }
}

function drawLinks(
  context: CanvasRenderingContext2D,
  links: readonly Link[],
  { k }: Camera,
  palette: Palette,
  { hovered, selected }: Marks,
): void {
  const way = line<{ x: number; y: number }>(
    ({ x }) => x,
    ({ y }) => y,
  ).context(context);
  const about = new Set([hovered, selected].map((one) => one && withoutGradient(one.tensor)));
  for (const lit of [false, true]) {
    context.beginPath();
    for (const { from, to, direction, points } of links) {
      if ((about.has(from) || about.has(to)) !== lit) continue;
      way.curve(direction === 'TB' ? curveMonotoneY : curveMonotoneX)(points);
    }
    context.strokeStyle = lit ? palette.accent : palette.hatch;
    context.globalAlpha = lit ? 1 : 0.6;
    context.lineWidth = (lit ? 1.75 : 1) / Math.max(k, 0.35);
    context.stroke();
  }
  context.globalAlpha = 1;
}

function drawFigure(
  context: CanvasRenderingContext2D,
  figure: Figure,
  camera: Camera,
  view: { x: number; y: number; width: number; height: number },
  pictures: Pictures,
  palette: Palette,
  marks: Marks,
  name: string,
): void {
  const { x, y, width, height, tiles, title, shape } = figure;
  const { k } = camera;
  const isSelected = marks.selected?.tensor === name;
  context.beginPath();
  context.roundRect(x, y, width, height, 5);
  context.fillStyle = palette.surface;
  context.fill();
  context.strokeStyle = isSelected ? palette.accent : palette.grid;
  context.lineWidth = (isSelected ? 2 : 1) / k;
  context.stroke();
  if (12 * k >= LEAST_TEXT) {
    context.textAlign = 'left';
    context.textBaseline = 'alphabetic';
    context.fillStyle = palette.ink;
    context.font = `600 12px ${palette.font}`;
    context.fillText(title, x + 8, y + 15);
    context.fillStyle = palette.hatch;
    context.font = `10px ${palette.font}`;
    if (10 * k >= LEAST_TEXT) context.fillText(shape, x + 8, y + 28);
  }
  const at = picturePlace(figure);
  const picture = pictures.of(name);
  if (!picture) {
    context.fillStyle = palette.blocked;
    context.fillRect(at.x, at.y, tiles.width, tiles.height);
    return;
  }
  const [w, h] = [tiles.cols * tiles.cellWidth, tiles.rows * tiles.cellHeight];
  if (tiles.gap * k < 0.9) {
    context.drawImage(picture.canvas, at.x, at.y, tiles.width, tiles.height);
  } else {
    for (let tile = 0; tile < tiles.count; tile++) {
      const [col, row] = [tile % tiles.perLine, Math.floor(tile / tiles.perLine)];
      const [left, top] = [at.x + col * (w + tiles.gap), at.y + row * (h + tiles.gap)];
      if (!overlaps({ x: left, y: top, width: w, height: h }, view)) continue;
      const { canvas, width: pw, height: ph } = picture;
      context.drawImage(canvas, col * pw, row * ph, pw, ph, left, top, w, h);
    }
  }
  context.strokeStyle = palette.hatch;
  context.lineWidth = 0.5 / k;
  context.strokeRect(at.x, at.y, tiles.width, tiles.height);
  drawCells(context, figure, k, view, picture.exact, picture.max, palette);
  drawMarks(context, figure, k, palette, marks, name);
}

/** What can be seen of single cells once they are large: lines between them, and their numbers. */
function drawCells(
  context: CanvasRenderingContext2D,
  figure: Figure,
  k: number,
  view: { x: number; y: number; width: number; height: number },
  exact: Float32Array | null,
  max: number,
  palette: Palette,
): void {
  const { tiles, info } = figure;
  const { cellWidth, cellHeight, cols, rows, count } = tiles;
  if (!exact || cellWidth * k < GRID_FROM) return;
  const numbers = cellWidth * k >= NUMBER_WIDTH && cellHeight * k >= NUMBER_HEIGHT;
  const at = picturePlace(figure);
  const fontSize = Math.min(cellHeight * 0.62, cellWidth / 3.1, 14 / k);
  context.font = `${fontSize}px ${palette.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.strokeStyle = palette.grid;
  context.lineWidth = 0.5 / k;
  context.beginPath();
  const [w, h] = [cols * cellWidth, rows * cellHeight];
  for (let tile = 0; tile < count; tile++) {
    const corner = pointOfCell(tiles, tile * rows * cols);
    const [left, top] = [at.x + corner.x, at.y + corner.y];
    if (!overlaps({ x: left, y: top, width: w, height: h }, view)) continue;
    const firstCol = Math.max(0, Math.floor((view.x - left) / cellWidth));
    const lastCol = Math.min(cols, Math.ceil((view.x + view.width - left) / cellWidth));
    const firstRow = Math.max(0, Math.floor((view.y - top) / cellHeight));
    const lastRow = Math.min(rows, Math.ceil((view.y + view.height - top) / cellHeight));
    for (let col = firstCol; col <= lastCol; col++) {
      context.moveTo(left + col * cellWidth, top + firstRow * cellHeight);
      context.lineTo(left + col * cellWidth, top + lastRow * cellHeight);
    }
    for (let row = firstRow; row <= lastRow; row++) {
      context.moveTo(left + firstCol * cellWidth, top + row * cellHeight);
      context.lineTo(left + lastCol * cellWidth, top + row * cellHeight);
    }
    if (!numbers) continue;
    for (let row = firstRow; row < lastRow; row++) {
      for (let col = firstCol; col < lastCol; col++) {
        const value = exact[(tile * rows + row) * cols + col];
        context.fillStyle = inkOn(info.values, value, max, palette);
        context.fillText(
          info.values === 'index' ? String(value) : formatCell(value, max),
          left + (col + 0.5) * cellWidth,
          top + (row + 0.53) * cellHeight,
        );
      }
    }
  }
  context.stroke();
}

function drawMarks(
  context: CanvasRenderingContext2D,
  figure: Figure,
  k: number,
  palette: Palette,
  { hovered, selected, sources }: Marks,
  name: string,
): void {
  const { tiles } = figure;
  const at = picturePlace(figure);
  const outline = (flat: number, width: number, colour: string): void => {
    const { x, y } = pointOfCell(tiles, flat);
    // Never smaller on the screen than can be seen.
    const [w, h] = [Math.max(tiles.cellWidth, 3 / k), Math.max(tiles.cellHeight, 3 / k)];
    context.strokeStyle = colour;
    context.lineWidth = width / k;
    context.strokeRect(at.x + x, at.y + y, w, h);
  };
  for (const flat of sources.get(name)?.slice(0, MOST_MARKS) ?? []) {
    outline(flat, 1.25, palette.accent);
  }
  if (hovered?.tensor === name) outline(hovered.flat, 1.5, palette.ink);
  if (selected?.tensor === name && selected.flat !== null) {
    outline(selected.flat, 2.5, palette.accent);
  }
}
