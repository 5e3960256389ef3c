import shader from '../../shaders/rotary.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { showShape, showType, sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { requireFloat, requireWhole } from './shared/check';
import { grid } from './shared/grid';

export type RotaryTableAttrs = {
  readonly length: number;
  /** Elements that are rotated, two for each angle; even. */
  readonly width: number;
  /** Wavelengths go from 2π to about 2π · base. */
  readonly base: number;
  /** The first position. */
  readonly start: number;
};

export const rotaryTableOp = defineOp<RotaryTableAttrs>({
  name: 'rotaryTable',
  doc: {
    family: 'attention',
    summary: 'Cosines, then sines, of the angles by which each position turns pairs of elements.',
    equation:
      'y_{t,k} = \\cos(t\\,\\theta_k), \\quad y_{t,D/2+k} = \\sin(t\\,\\theta_k), \\quad \\theta_k = \\text{base}^{-2k/D}',
    shapes: '→ f32[T,D]',
    numerics: 'Computed in double precision, once: angles of far positions are large.',
    source: 'Su et al. 2021 (RoFormer), equation 15',
  },
  infer: (_, { length, width, base, start }) => {
    requireWhole('rotaryTable', 'the number of positions', length, 1);
    requireWhole('rotaryTable', 'the width', width, 2);
    if (width % 2 !== 0) {
      throw new ShapeError(
        `rotaryTable: the width is ${width}; it must be even, because elements are turned in pairs.`,
      );
    }
    if (!(base > 0 && Number.isFinite(base))) {
      throw new ShapeError(`rotaryTable: the base is ${base}; it must be a number above 0.`);
    }
    if (!Number.isSafeInteger(start)) {
      throw new ShapeError(
        `rotaryTable: the first position is ${start}; it must be a whole number.`,
      );
    }
    return { dtype: 'f32', shape: [length, width] };
  },
  gradient: () => [],
  reference: ({ attrs, out }) => {
    const { length, width, start } = attrs;
    const half = width / 2;
    return () => {
      for (let t = 0; t < length; t++) {
        for (let k = 0; k < half; k++) {
          const angle = (start + t) * frequency(attrs, k);
          out[t * width + k] = Math.cos(angle);
          out[t * width + half + k] = Math.sin(angle);
        }
      }
    };
  },
  kernel: 'constant',
  provenance: ({ attrs, flat }) => {
    const { width, start } = attrs;
    const c = flat % width;
    const half = width / 2;
    const position = e.num(start + Math.floor(flat / width));
    const angle = e.mul(position, e.num(frequency(attrs, c % half)));
    return { terms: [], expr: c < half ? e.cos(angle) : e.sin(angle) };
  },
  samples: [
    { title: 'four angles', attrs: { length: 5, width: 8, base: 10_000, start: 0 }, inputs: [] },
    { title: 'one angle', attrs: { length: 4, width: 2, base: 10_000, start: 0 }, inputs: [] },
    {
      title: 'far positions',
      attrs: { length: 3, width: 4, base: 100, start: 100_000 },
      inputs: [],
    },
    { title: 'one position', attrs: { length: 1, width: 6, base: 500, start: -3 }, inputs: [] },
  ],
  tolerance: { abs: 0, rel: 1e-7 },
});

/** θ_k: by how much pair k turns from one position to the next, in radians. */
function frequency({ base, width }: RotaryTableAttrs, k: number): number {
  return base ** ((-2 * k) / width);
}

/** Which elements make a pair: neighbours (2k, 2k+1), or one of each half (k, k + R/2). */
export type RotaryPairs = 'adjacent' | 'halves';

type RotaryAttrs = { readonly pairs: RotaryPairs; readonly inverse: boolean };

/** Position of an element within its row, that of its partner, and the number of their angle. */
function pairOf(pairs: RotaryPairs, width: number, c: number) {
  const half = width / 2;
  if (pairs === 'adjacent') {
    const first = c % 2 === 0;
    return { first, partner: first ? c + 1 : c - 1, angle: Math.floor(c / 2) };
  }
  const first = c < half;
  return { first, partner: first ? c + half : c - half, angle: c % half };
}

function sizes(x: Shape, table: Shape) {
  const width = x[x.length - 1];
  return { length: table[0], width, turned: table[1], rows: sizeOf(x) / width };
}

export const rotaryOp: OpDef<RotaryAttrs> = defineOp<RotaryAttrs>({
  name: 'rotary',
  doc: {
    family: 'attention',
    summary: 'Turns pairs of elements by angles that grow with the position.',
    equation:
      '\\begin{pmatrix} y_a \\\\ y_b \\end{pmatrix} = \\begin{pmatrix} \\cos t\\theta_k & -\\sin t\\theta_k \\\\ \\sin t\\theta_k & \\cos t\\theta_k \\end{pmatrix} \\begin{pmatrix} x_a \\\\ x_b \\end{pmatrix}',
    shapes: 'f32[…,T,D], f32[T,R] → f32[…,T,D], R ≤ D',
    numerics:
      'Angles come as a table of cosines and sines. Elements from R on stay as they are. The table has no gradient.',
    source: 'Su et al. 2021 (RoFormer), equations 15 and 34',
  },
  infer: ([x, table]) => {
    requireFloat('rotary', 'x', x);
    requireFloat('rotary', 'the table', table);
    if (x.shape.length < 2 || table.shape.length !== 2) {
      throw new ShapeError(
        `rotary: got x ${showType(x)} and a table ${showType(table)}; expected f32[…,T,D] and f32[T,R].`,
      );
    }
    const [length, width] = x.shape.slice(-2);
    if (table.shape[0] !== length || table.shape[1] > width || table.shape[1] % 2 !== 0) {
      throw new ShapeError(
        `rotary: a table of shape ${showShape(table.shape)} does not fit x of shape ${showShape(x.shape)}; ` +
          `expected [${length},R] with an even R up to ${width}.`,
      );
    }
    return x;
  },
  gradient: ({ b, attrs, inputs: [, table], grad }) => [
    rotary(b, grad, table, { ...attrs, inverse: !attrs.inverse }),
    null,
  ],
  reference: ({ attrs: { pairs, inverse }, inputs, data: [x, table], out }) => {
    const { length, width, turned, rows } = sizes(inputs[0].shape, inputs[1].shape);
    const half = turned / 2;
    const sign = inverse ? -1 : 1;
    const stride = pairs === 'adjacent' ? 2 : 1;
    const apart = pairs === 'adjacent' ? 1 : half;
    return () => {
      for (let r = 0; r < rows; r++) {
        const angles = (r % length) * turned;
        for (let k = 0; k < half; k++) {
          const a = r * width + k * stride;
          const z = a + apart;
          const cos = table[angles + k];
          const sin = sign * table[angles + half + k];
          out[a] = x[a] * cos - x[z] * sin;
          out[z] = x[a] * sin + x[z] * cos;
        }
        for (let c = turned; c < width; c++) out[r * width + c] = x[r * width + c];
      }
    };
  },
  kernel: ({ attrs: { pairs, inverse }, inputs, output }) => {
    const { length, width, turned } = sizes(inputs[0].shape, inputs[1].shape);
    const count = sizeOf(output.shape);
    return {
      shader: 'rotary',
      source: shader,
      entryPoint: 'main',
      constants: {
        count,
        positions: length,
        width,
        turned,
        halves: pairs === 'halves' ? 1 : 0,
        direction: inverse ? -1 : 1,
      },
      workgroups: grid(count),
    };
  },
  provenance: ({ attrs: { pairs, inverse }, inputs, flat }) => {
    const { length, width, turned } = sizes(inputs[0].shape, inputs[1].shape);
    const c = flat % width;
    if (c >= turned) return { terms: [{ input: 0, flat }] };
    const { first, partner, angle } = pairOf(pairs, turned, c);
    const row = (Math.floor(flat / width) % length) * turned;
    const cos = { input: 1, flat: row + angle };
    const sin = { input: 1, flat: row + turned / 2 + angle };
    const own = e.mul(e.term(0), e.weight(0));
    const other = e.mul(e.term(1), e.weight(1));
    return {
      terms: [
        { input: 0, flat, weight: cos },
        { input: 0, flat: flat - c + partner, weight: sin },
      ],
      expr: first === inverse ? e.add(own, other) : e.sub(own, other),
    };
  },
  samples: [
    {
      title: 'neighbours',
      attrs: { pairs: 'adjacent', inverse: false },
      inputs: [{ shape: [2, 3, 5, 6] }, { shape: [5, 6] }],
    },
    {
      title: 'halves',
      attrs: { pairs: 'halves', inverse: false },
      inputs: [{ shape: [2, 7, 6] }, { shape: [7, 6] }],
    },
    {
      title: 'turned back',
      attrs: { pairs: 'adjacent', inverse: true },
      inputs: [{ shape: [3, 4] }, { shape: [3, 4] }],
    },
    {
      title: 'a part of the width, turned back',
      attrs: { pairs: 'halves', inverse: true },
      inputs: [{ shape: [5, 7], fill: 'large' }, { shape: [5, 4] }],
    },
    {
      title: 'one position, one pair',
      attrs: { pairs: 'halves', inverse: false },
      inputs: [{ shape: [1, 2] }, { shape: [1, 2] }],
    },
    {
      title: 'more than one workgroup, odd width',
      attrs: { pairs: 'adjacent', inverse: false },
      inputs: [{ shape: [3, 7, 9] }, { shape: [7, 8] }],
    },
  ],
  tolerance: { abs: 1e-6, rel: 5e-7 },
});

/**
 * Cosines and sines of the positions for {@link rotary}; computed once, when the program is
 * compiled. `→ f32[T,R]`
 *
 * @param attrs.width  R, how many elements are turned; even
 * @param attrs.base   10,000 unless given
 * @param attrs.start  the first position; 0 unless given
 */
export function rotaryTable(
  b: Builder,
  {
    length,
    width,
    base = 10_000,
    start = 0,
  }: Pick<RotaryTableAttrs, 'length' | 'width'> & Partial<RotaryTableAttrs>,
  options?: NodeOptions,
): Node {
  return b.apply(
    rotaryTableOp,
    [],
    { length, width, base, start },
    { axes: ['T', 'D'], ...options },
  );
}

/**
 * x with pairs of elements turned by the angles of their position. `f32[…,T,D], f32[T,R] → f32[…,T,D]`
 *
 * @param attrs.pairs    neighbours unless given, as in the paper
 * @param attrs.inverse  whether to turn back; false unless given
 */
export function rotary(
  b: Builder,
  x: Node,
  table: Node,
  { pairs = 'adjacent', inverse = false }: Partial<RotaryAttrs> = {},
  options?: NodeOptions,
): Node {
  return b.apply(rotaryOp, [x, table], { pairs, inverse }, { axes: x.axes, ...options });
}
