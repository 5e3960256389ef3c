import gradShader from '../../shaders/upsample-grad.wgsl?raw';
import shader from '../../shaders/upsample.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef, type OpSample, type OpUse } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { showShape, sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { pair, requireMaps, requirePair } from './shared/convolution';
import { grid } from './shared/grid';

export type UpsampleAttrs = {
  /** How many times as long the axes Y and X become. */
  readonly factor: readonly number[];
  readonly mode: 'nearest' | 'bilinear';
};

export interface UpsampleOptions {
  readonly factor: number | readonly number[];
  readonly mode?: 'nearest' | 'bilinear';
}

const SOURCE = 'PyTorch reference, torch.nn.Upsample (align_corners = False)';

export const upsample2dOp: OpDef<UpsampleAttrs> = defineOp<UpsampleAttrs>({
  name: 'upsample2d',
  doc: {
    family: 'convolution',
    summary: 'Enlarges maps by repeating elements or by drawing straight lines between them.',
    equation:
      'y_o = \\sum_i \\max(0, 1 - |u_o - i|)\\,x_i, \\quad u_o = \\operatorname{clamp}\\Big(\\frac{o + 1/2}{f} - \\frac12,\\,0,\\,N-1\\Big); \\qquad \\text{nearest: } y_o = x_{\\lfloor o/f \\rfloor}',
    shapes: 'f32[B,C,Y,X] → f32[B,C,fy·Y,fx·X]',
    numerics: 'Positions are exact fractions. The equation holds along each axis in turn.',
    source: SOURCE,
  },
  infer: ([x], attrs) => {
    requireMaps('upsample2d', 'x', x, '[B,C,Y,X]');
    requireUpsampling('upsample2d', attrs);
    const [batch, channels, ...size] = x.shape;
    return {
      dtype: 'f32',
      shape: [batch, channels, ...size.map((n, i) => n * attrs.factor[i])],
    };
  },
  gradient: ({ b, attrs, inputs: [x], grad }) => [
    b.apply(upsample2dGradOp, [grad], attrs, { axes: x.axes }),
  ],
  reference: (use) => {
    const [x] = use.data;
    const { out } = use;
    const { maps, y, x: across } = geometry(use.attrs, use.inputs[0].shape);
    return () => {
      for (let map = 0, o = 0; map < maps; map++) {
        const start = map * y.length * across.length;
        for (let oy = 0; oy < y.first.length; oy++) {
          const upper = start + y.first[oy] * across.length;
          const lower = start + y.second[oy] * across.length;
          const down = y.share[oy];
          for (let ox = 0; ox < across.first.length; ox++, o++) {
            const [left, right, on] = [across.first[ox], across.second[ox], across.share[ox]];
            const above = between(x[upper + left], x[upper + right], on);
            const below = between(x[lower + left], x[lower + right], on);
            out[o] = between(above, below, down);
          }
        }
      }
    };
  },
  kernel: (use) => kernelOf(use, 'upsample', shader, use.inputs[0].shape),
  provenance: ({ attrs, inputs, flat }) => {
    const { y, x } = geometry(attrs, inputs[0].shape);
    const width = x.first.length;
    const height = y.first.length;
    const map = Math.floor(flat / (width * height)) * y.length * x.length;
    const rows = sharesOf(y, Math.floor(flat / width) % height);
    const columns = sharesOf(x, flat % width);
    return {
      terms: rows.flatMap(([i, down]) =>
        columns.map(([j, on]) => ({ input: 0, flat: map + i * x.length + j, weight: down * on })),
      ),
    };
  },
  samples: [
    sample('doubled', [2, 3, 3, 4], 2, 'nearest'),
    sample('lines between elements', [2, 1, 3, 4], 2, 'bilinear'),
    sample('repeated by different factors', [1, 2, 3, 2], [3, 2], 'nearest'),
    sample(
      'lines, by different factors, more than one workgroup',
      [1, 2, 3, 5],
      [5, 3],
      'bilinear',
    ),
    sample('from single elements', [1, 3, 1, 1], [2, 3], 'bilinear'),
    sample('by one', [1, 1, 3, 3], 1, 'bilinear'),
  ],
  tolerance: { abs: 1e-7, rel: 1e-6 },
});

/**
 * Enlarges maps by whole factors. `f32[B,C,Y,X] → f32[B,C,fy·Y,fx·X]`
 *
 * @param settings.mode  `nearest` (unless given) repeats elements, `bilinear` draws lines between them
 * @throws ShapeError when a factor is not a whole number from 1 on
 */
export function upsample2d(
  b: Builder,
  x: Node,
  { factor, mode = 'nearest' }: UpsampleOptions,
  options?: NodeOptions,
): Node {
  return b.apply(upsample2dOp, [x], { factor: pair(factor), mode }, { axes: x.axes, ...options });
}

export const upsample2dGradOp: OpDef<UpsampleAttrs> = defineOp<UpsampleAttrs>({
  name: 'upsample2dGrad',
  doc: {
    family: 'convolution',
    summary: 'Gradient of an enlargement: each element gathers the shares that it gave.',
    equation: '\\bar x_i = \\sum_o \\max(0, 1 - |u_o - i|)\\,\\bar y_o',
    shapes: 'f32[B,C,fy·Y,fx·X] → f32[B,C,Y,X]',
    numerics: '',
    source: SOURCE,
  },
  infer: ([g], attrs) => {
    const op = 'upsample2dGrad';
    requireMaps(op, 'the gradient', g, '[B,C,fy·Y,fx·X]');
    requireUpsampling(op, attrs);
    const [batch, channels, ...size] = g.shape;
    const { factor } = attrs;
    if (size.some((n, i) => n % factor[i] !== 0)) {
      throw new ShapeError(
        `${op}: the gradient has shape ${showShape(g.shape)}; its last two axes must be multiples of ${factor.join(' and ')}.`,
      );
    }
    return { dtype: 'f32', shape: [batch, channels, ...size.map((n, i) => n / factor[i])] };
  },
  gradient: ({ b, attrs, inputs: [g], grad }) => [
    b.apply(upsample2dOp, [grad], attrs, { axes: g.axes }),
  ],
  reference: ({ attrs, output, data: [g], out }) => {
    const { maps, y, x } = geometry(attrs, output.shape);
    const sums = new Float64Array(out.length);
    return () => {
      sums.fill(0);
      for (let map = 0, o = 0; map < maps; map++) {
        const start = map * y.length * x.length;
        for (let oy = 0; oy < y.first.length; oy++) {
          const upper = start + y.first[oy] * x.length;
          const lower = start + y.second[oy] * x.length;
          const down = y.share[oy];
          for (let ox = 0; ox < x.first.length; ox++, o++) {
            const [left, right, on] = [x.first[ox], x.second[ox], x.share[ox]];
            const above = down === 0 ? g[o] : (1 - down) * g[o];
            sums[upper + left] += on === 0 ? above : (1 - on) * above;
            if (on > 0) sums[upper + right] += on * above;
            if (down === 0) continue;
            const below = down * g[o];
            sums[lower + left] += on === 0 ? below : (1 - on) * below;
            if (on > 0) sums[lower + right] += on * below;
          }
        }
      }
      out.set(sums);
    };
  },
  kernel: (use) => kernelOf(use, 'upsample-grad', gradShader, use.output.shape),
  provenance: ({ attrs, output, flat }) => {
    const { y, x } = geometry(attrs, output.shape);
    const width = x.first.length;
    const height = y.first.length;
    const map = Math.floor(flat / (y.length * x.length)) * height * width;
    const reached = (line: Line, i: number) =>
      Array.from(line.first, (_, o) => ({ o, share: shareOf(line, o, i) })).filter(
        ({ share }) => share !== 0,
      );
    const columns = reached(x, flat % x.length);
    return {
      terms: reached(y, Math.floor(flat / x.length) % y.length).flatMap((row) =>
        columns.map((column) => ({
          input: 0,
          flat: map + row.o * width + column.o,
          weight: row.share * column.share,
        })),
      ),
    };
  },
  samples: [
    sample('doubled', [2, 3, 6, 8], 2, 'nearest'),
    sample('lines between elements', [2, 1, 6, 8], 2, 'bilinear'),
    sample('repeated by different factors', [1, 2, 9, 4], [3, 2], 'nearest'),
    sample('lines, by different factors', [1, 2, 15, 15], [5, 3], 'bilinear'),
    sample('to more than one workgroup', [3, 2, 10, 21], [2, 3], 'bilinear'),
    sample('to single elements', [1, 3, 2, 3], [2, 3], 'bilinear'),
  ],
  tolerance: { abs: 1e-7, rel: 2e-6 },
});

/** A share of nothing takes no part: what is not finite would spread. */
function between(first: number, second: number, share: number): number {
  return share === 0 ? first : first * (1 - share) + second * share;
}

/** For each position of the output along an axis: two positions of the input, and the share of the second. */
interface Line {
  readonly length: number;
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly share: Float64Array;
}

function lineOf(length: number, factor: number, mode: UpsampleAttrs['mode']): Line {
  const size = length * factor;
  const first = new Int32Array(size);
  const second = new Int32Array(size);
  const share = new Float64Array(size);
  for (let o = 0; o < size; o++) {
    // (o + ½)/f − ½ over the common denominator 2f, so that a whole position is met exactly.
    const numerator = Math.max(0, Math.min(2 * o + 1 - factor, 2 * factor * (length - 1)));
    first[o] = mode === 'nearest' ? Math.floor(o / factor) : Math.floor(numerator / (2 * factor));
    share[o] = mode === 'nearest' ? 0 : (numerator % (2 * factor)) / (2 * factor);
    second[o] = share[o] === 0 ? first[o] : first[o] + 1;
  }
  return { length, first, second, share };
}

/** Weight of element i of the input in element o of the output. */
function shareOf({ first, second, share }: Line, o: number, i: number): number {
  if (i === first[o]) return 1 - share[o];
  return i === second[o] ? share[o] : 0;
}

function sharesOf(line: Line, o: number): (readonly [position: number, share: number])[] {
  const positions = new Set([line.first[o], line.second[o]]);
  return [...positions].map((i) => [i, shareOf(line, o, i)] as const);
}

function geometry({ factor, mode }: UpsampleAttrs, [batch, channels, y, x]: Shape) {
  return {
    maps: batch * channels,
    y: lineOf(y, factor[0], mode),
    x: lineOf(x, factor[1], mode),
  };
}

function kernelOf(
  { attrs, output }: OpUse<UpsampleAttrs>,
  name: string,
  source: string,
  [, , length_y, length_x]: Shape,
) {
  const count = sizeOf(output.shape);
  return {
    shader: name,
    source,
    entryPoint: 'main',
    constants: {
      count,
      length_y,
      length_x,
      factor_y: attrs.factor[0],
      factor_x: attrs.factor[1],
      bilinear: attrs.mode === 'bilinear' ? 1 : 0,
    },
    workgroups: grid(count),
  };
}

function requireUpsampling(op: string, { factor, mode }: UpsampleAttrs): void {
  requirePair(op, 'the factor', factor, 1);
  if (mode !== 'nearest' && mode !== 'bilinear') {
    throw new ShapeError(`${op}: the mode is "${String(mode)}"; it must be nearest or bilinear.`);
  }
}

function sample(
  title: string,
  shape: Shape,
  factor: number | readonly number[],
  mode: UpsampleAttrs['mode'],
): OpSample<UpsampleAttrs> {
  return { title, attrs: { factor: pair(factor), mode }, inputs: [{ shape }] };
}
