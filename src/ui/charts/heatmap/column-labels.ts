/** How the labels above the columns are set, so that none collide and none are cut off. */
export interface ColumnLabels {
  readonly setting: 'horizontal' | 'diagonal' | 'vertical';
  /** Every how-manieth column has its label written. */
  readonly every: number;
  /** Height of the labels, in px. */
  readonly height: number;
  /** How far labels reach beyond the right edge of the columns, in px. */
  readonly overhang: number;
}

export interface ColumnLabelOptions {
  readonly labels: readonly string[];
  /** Width of a column, in px. */
  readonly cell: number;
  /** Size of the type, in px. */
  readonly size: number;
  /** Width of a text, in px. */
  readonly measure: (text: string) => number;
  /** Numbers may be left out between others; words only where there is no room at all. */
  readonly numbered: boolean;
}

/** Sine and cosine of the angle at which slanted labels stand. */
const SLANT = Math.SQRT1_2;
/** Room between two labels, in px. */
const GAP = 4;

/** Sets labels level where they fit, else slanted, else upright; numbers are thinned out instead. */
export function layOutColumnLabels(options: ColumnLabelOptions): ColumnLabels {
  const { labels, cell, size, measure, numbered } = options;
  const widths = labels.map(measure);
  const widest = Math.max(0, ...widths);
  const line = size * 1.2;
  if (widest + GAP <= cell || labels.length <= 1) {
    return {
      setting: 'horizontal',
      every: 1,
      height: line,
      overhang: Math.max(0, (widest - cell) / 2),
    };
  }
  if (numbered) {
    const every = powerStep((widest + GAP * 2) / cell);
    const last = Math.floor((labels.length - 1) / every) * every;
    const beyond = (last + 0.5) * cell + widths[last] / 2 - labels.length * cell;
    return { setting: 'horizontal', every, height: line, overhang: Math.max(0, beyond) };
  }
  if (cell * SLANT >= size * 0.95) {
    const reach = widths.map((w, i) => (i + 0.5) * cell + (w + size * 0.5) * SLANT);
    return {
      setting: 'diagonal',
      every: 1,
      height: (widest + size) * SLANT + 2,
      overhang: Math.max(0, Math.max(...reach) - labels.length * cell),
    };
  }
  return {
    setting: 'vertical',
    every: Math.max(1, Math.ceil((size * 0.95) / cell)),
    height: widest + GAP,
    overhang: 0,
  };
}

/** Every how-manieth row has its label written, for rows of a height and type of a size in px. */
export function rowLabelStep(height: number, size: number, numbered: boolean): number {
  const least = (size * 1.05) / height;
  return numbered ? powerStep(least) : Math.max(1, Math.ceil(least));
}

/** The smallest power of two that is at least `least`: features come in powers of two. */
function powerStep(least: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(least)));
}

/** A label cut to a width with an ellipsis, where it is longer. */
export function shorten(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  let kept = Array.from(text);
  while (kept.length > 1 && measure(`${kept.join('')}…`) > width) kept = kept.slice(0, -1);
  return `${kept.join('')}…`;
}
