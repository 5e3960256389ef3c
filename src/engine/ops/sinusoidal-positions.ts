import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { requireWhole } from './shared/check';

type SinusoidalPositionsAttrs = {
  readonly length: number;
  readonly width: number;
  /** The first position; may be negative. */
  readonly start: number;
  /** From one position to the next: 1, or −1 for distances that shrink. */
  readonly step: number;
};

export const sinusoidalPositionsOp = defineOp<SinusoidalPositionsAttrs>({
  name: 'sinusoidalPositions',
  doc: {
    family: 'attention',
    summary: 'Writes each position as sines and cosines of wavelengths from 2π to 10,000·2π.',
    equation:
      'y_{t,2i} = \\sin\\frac{t}{10000^{2i/C}}, \\quad y_{t,2i+1} = \\cos\\frac{t}{10000^{2i/C}}, \\quad t = \\text{start} + \\text{row}\\cdot\\text{step}',
    shapes: '→ f32[T,C]',
    numerics: 'Computed in double precision, once.',
    source: 'Vaswani et al. 2017, section 3.5; of distances: Dai et al. 2019, section 3.3',
  },
  infer: (_, { length, width, start, step }) => {
    requireWhole('sinusoidalPositions', 'the number of positions', length, 1);
    requireWhole('sinusoidalPositions', 'the width', width, 1);
    if (!Number.isSafeInteger(start) || Math.abs(step) !== 1) {
      throw new ShapeError(
        `sinusoidalPositions: got positions from ${start} in steps of ${step}; expected a whole number and a step of 1 or −1.`,
      );
    }
    return { dtype: 'f32', shape: [length, width] };
  },
  gradient: () => [],
  reference: ({ attrs: { length, width, start, step }, out }) => {
    return () => {
      for (let t = 0; t < length; t++) {
        for (let c = 0; c < width; c++) {
          const angle = (start + t * step) / wavelength(c, width);
          out[t * width + c] = c % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
        }
      }
    };
  },
  kernel: 'constant',
  provenance: ({ attrs: { width, start, step }, flat }) => {
    const c = flat % width;
    const position = start + Math.floor(flat / width) * step;
    const angle = e.div(e.num(position), e.num(wavelength(c, width)));
    return { terms: [], expr: c % 2 === 0 ? e.sin(angle) : e.cos(angle) };
  },
  samples: [
    { title: 'an even width', attrs: { length: 5, width: 8, start: 0, step: 1 }, inputs: [] },
    { title: 'an odd width', attrs: { length: 4, width: 5, start: 0, step: 1 }, inputs: [] },
    { title: 'one position', attrs: { length: 1, width: 6, start: 0, step: 1 }, inputs: [] },
    { title: 'one feature', attrs: { length: 9, width: 1, start: 0, step: 1 }, inputs: [] },
    {
      title: 'distances from left to right',
      attrs: { length: 7, width: 4, start: 3, step: -1 },
      inputs: [],
    },
  ],
  tolerance: { abs: 0, rel: 1e-7 },
});

/** Wavelength of feature c, divided by 2π; neighbours share one, as sine and cosine. */
function wavelength(c: number, width: number): number {
  return 10_000 ** ((c - (c % 2)) / width);
}

/**
 * Sines and cosines of the positions, or of distances; computed once, when the program is compiled.
 * `→ f32[T,C]`
 *
 * @param options.start  the first position; 0 unless given
 * @param options.step   from one to the next: 1 unless given, or −1
 */
export function sinusoidalPositions(
  b: Builder,
  length: number,
  width: number,
  options: NodeOptions & Partial<Pick<SinusoidalPositionsAttrs, 'start' | 'step'>> = {},
): Node {
  const { start = 0, step = 1, ...rest } = options;
  const attrs = { length, width, start, step };
  return b.apply(sinusoidalPositionsOp, [], attrs, { axes: ['T', 'C'], ...rest });
}
