import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { requireWhole } from './shared/check';

type SinusoidalPositionsAttrs = { readonly length: number; readonly width: number };

export const sinusoidalPositionsOp = defineOp<SinusoidalPositionsAttrs>({
  name: 'sinusoidalPositions',
  doc: {
    family: 'attention',
    summary: 'Writes each position as sines and cosines of wavelengths from 2π to 10,000·2π.',
    equation:
      'y_{t,2i} = \\sin\\frac{t}{10000^{2i/C}}, \\quad y_{t,2i+1} = \\cos\\frac{t}{10000^{2i/C}}',
    shapes: '→ f32[T,C]',
    numerics: 'Computed in double precision, once.',
    source: 'Vaswani et al. 2017, section 3.5',
  },
  infer: (_, { length, width }) => {
    requireWhole('sinusoidalPositions', 'the number of positions', length, 1);
    requireWhole('sinusoidalPositions', 'the width', width, 1);
    return { dtype: 'f32', shape: [length, width] };
  },
  gradient: () => [],
  reference: ({ attrs: { length, width }, out }) => {
    return () => {
      for (let t = 0; t < length; t++) {
        for (let c = 0; c < width; c++) {
          const angle = t / wavelength(c, width);
          out[t * width + c] = c % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
        }
      }
    };
  },
  kernel: 'constant',
  provenance: ({ attrs: { width }, flat }) => {
    const c = flat % width;
    const angle = e.div(e.num(Math.floor(flat / width)), e.num(wavelength(c, width)));
    return { terms: [], expr: c % 2 === 0 ? e.sin(angle) : e.cos(angle) };
  },
  samples: [
    { title: 'an even width', attrs: { length: 5, width: 8 }, inputs: [] },
    { title: 'an odd width', attrs: { length: 4, width: 5 }, inputs: [] },
    { title: 'one position', attrs: { length: 1, width: 6 }, inputs: [] },
    { title: 'one feature', attrs: { length: 9, width: 1 }, inputs: [] },
  ],
  tolerance: { abs: 0, rel: 1e-7 },
});

/** Wavelength of feature c, divided by 2π; neighbours share one, as sine and cosine. */
function wavelength(c: number, width: number): number {
  return 10_000 ** ((c - (c % 2)) / width);
}

/** Sines and cosines of the positions; computed once, when the program is compiled. `→ f32[T,C]` */
export function sinusoidalPositions(
  b: Builder,
  length: number,
  width: number,
  options?: NodeOptions,
): Node {
  return b.apply(sinusoidalPositionsOp, [], { length, width }, { axes: ['T', 'C'], ...options });
}
