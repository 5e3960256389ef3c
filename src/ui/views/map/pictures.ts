import type { Pooled } from '../../../engine/session/client';
import type { ValueKind } from '../../../engine/tensor/types';
import { probabilityEntry, signedEntry } from '../../charts/heatmap/colours';
import type { Palette } from '../../charts/heatmap/palette';
import { ask } from '../../stores/session-store';
import type { Tiles } from './tiles';

/** A tensor that is to be seen, and how many of its cells go into a pixel. */
export interface Wanted {
  readonly name: string;
  readonly tiles: Tiles;
  readonly values: ValueKind;
  readonly factor: number;
}

/** A tensor's picture: matrices without gaps, `perLine` in a line. */
export interface Picture {
  readonly factor: number;
  readonly canvas: HTMLCanvasElement;
  /** Size of one matrix in it. */
  readonly width: number;
  readonly height: number;
  /** End of the scale of signed values. */
  readonly max: number;
  /** The numbers themselves, of a picture with one cell in each pixel. */
  readonly exact: Float32Array | null;
  readonly version: number;
}

/** So many cells are asked for at once, so that other questions and training have their turn. */
const AT_ONCE = 1_200_000;
/** Pictures are renewed at most so often while numbers change, in ms. */
const PAUSE = 120;

/**
 * The pictures of the tensors on the map. They are fetched from the worker as small as they are
 * seen, the nearest first, and again after the numbers have changed.
 */
export class Pictures {
  private readonly kept = new Map<string, Picture>();
  private wanted: readonly Wanted[] = [];
  private version = 0;
  private busy = false;
  private closed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private palette: Palette,
    private readonly onNew: () => void,
  ) {}

  /** The latest picture of a tensor, if there is one; it may be coarser or older than wanted. */
  of(name: string): Picture | undefined {
    return this.kept.get(name);
  }

  /** Says what is to be seen now, the most important first. */
  want(wanted: readonly Wanted[]): void {
    this.wanted = wanted;
    void this.fetch();
  }

  /** The numbers have changed. */
  changed(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.version++;
      void this.fetch();
    }, PAUSE);
  }

  /** Another model: its tensors have nothing to do with the old ones. */
  clear(): void {
    this.kept.clear();
    this.version++;
  }

  repaint(palette: Palette): void {
    this.palette = palette;
    this.kept.clear();
    void this.fetch();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private async fetch(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let batch = this.due(); batch.length > 0 && !this.closed; batch = this.due()) {
        const { version } = this;
        const of = batch.map(({ name, tiles: { rows, cols }, factor }) => ({
          name,
          rows,
          cols,
          factor,
        }));
        const found = await ask((session) => session.ask('pictures', { of }));
        if (!found || this.closed) return;
        found.forEach((pooled, i) => {
          const wanted = batch[i];
          if (pooled) this.kept.set(wanted.name, this.paint(wanted, pooled, version));
        });
        if (found.every((pooled) => pooled === null)) return;
        this.onNew();
      }
    } finally {
      this.busy = false;
    }
  }

  /** The first of those whose picture is missing, too coarse or old. */
  private due(): Wanted[] {
    const due: Wanted[] = [];
    let cells = 0;
    for (const one of this.wanted) {
      const kept = this.kept.get(one.name);
      if (kept && kept.version === this.version && kept.factor <= one.factor) continue;
      due.push(one);
      cells += one.tiles.rows * one.tiles.cols * one.tiles.count;
      if (cells >= AT_ONCE) break;
    }
    return due;
  }

  private paint(wanted: Wanted, { data, max }: Pooled, version: number): Picture {
    const { tiles, values, factor } = wanted;
    const width = Math.ceil(tiles.cols / factor);
    const height = Math.ceil(tiles.rows / factor);
    const canvas = this.kept.get(wanted.name)?.canvas ?? document.createElement('canvas');
    canvas.width = width * tiles.perLine;
    canvas.height = height * tiles.lines;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser has no 2D canvas.');
    const image = context.createImageData(canvas.width, canvas.height);
    const pixels = new Uint32Array(image.data.buffer);
    const colour = this.colourOf(values, max);
    for (let tile = 0, from = 0; tile < tiles.count; tile++) {
      const left = (tile % tiles.perLine) * width;
      const top = Math.floor(tile / tiles.perLine) * height;
      for (let row = 0; row < height; row++) {
        let to = (top + row) * canvas.width + left;
        for (let col = 0; col < width; col++) pixels[to++] = colour(data[from++]);
      }
    }
    context.putImageData(image, 0, 0);
    return { factor, canvas, width, height, max, exact: factor === 1 ? data : null, version };
  }

  private colourOf(values: ValueKind, max: number): (x: number) => number {
    const { signed, probability } = this.palette;
    // What is masked, or is no number, has no place on the scale: it stays clear.
    const blank = (x: number): boolean => Number.isNaN(x) || x === -Infinity;
    if (values === 'index') return () => 0;
    if (values === 'mask') return (x) => (x === 0 ? probability.pixels[0] : 0);
    if (values === 'signed') {
      return (x) => (blank(x) ? 0 : signed.pixels[signedEntry(x, max)]);
    }
    return (x) => (blank(x) ? 0 : probability.pixels[probabilityEntry(x)]);
  }
}
