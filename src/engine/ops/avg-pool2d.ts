import gradShader from '../../shaders/avg-pool-grad.wgsl?raw';
import shader from '../../shaders/avg-pool.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef, type OpSample } from '../graph/op';
import { showShape, sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { requireShape } from './shared/check';
import { requireMaps, requirePair } from './shared/convolution';
import { grid } from './shared/grid';
import {
  inferPool,
  paddedExtent,
  type PoolAttrs,
  poolAttrs,
  type PoolAxis,
  poolConstants,
  pooledShape,
  type Pooling,
  poolingOf,
  type PoolOptions,
  windowElements,
  windowEnd,
  windowsOver,
  windowStart,
} from './shared/pooling';

export type AvgPoolAttrs = PoolAttrs & {
  /** Whether the padding counts as zeros; otherwise the mean is over the elements of the map alone. */
  readonly countIncludePad: boolean;
};

export type AvgPoolGradAttrs = AvgPoolAttrs & {
  /** Size of the map along Y and X. */
  readonly size: readonly number[];
};

export interface AvgPoolOptions extends PoolOptions {
  readonly countIncludePad?: boolean;
}

const SOURCE = 'PyTorch reference, torch.nn.AvgPool2d';

export const avgPool2dOp: OpDef<AvgPoolAttrs> = defineOp<AvgPoolAttrs>({
  name: 'avgPool2d',
  doc: {
    family: 'convolution',
    summary: 'The mean of each window of a map.',
    equation:
      'y_{o_y o_x} = \\frac1n \\sum_{t_y t_x} x_{(o_y s_y - p_y + t_y)(o_x s_x - p_x + t_x)}',
    shapes: "f32[B,C,Y,X] → f32[B,C,Y',X']",
    numerics:
      'The padding counts as zeros unless countIncludePad is false; what reaches beyond it never counts.',
    source: SOURCE,
  },
  infer: ([x], attrs) => inferPool('avgPool2d', x, attrs),
  gradient: ({ b, attrs, inputs: [x], grad }) => {
    const size = x.type.shape.slice(2);
    return [b.apply(avgPool2dGradOp, [grad], { ...attrs, size }, { axes: x.axes })];
  },
  reference: ({ attrs, inputs, data: [x], out }) => {
    const pooling = poolingOf('avgPool2d', inputs[0].shape, attrs);
    const counts = countsOf(pooling, attrs);
    return () => {
      for (let map = 0, o = 0; map < pooling.maps; map++) {
        const start = map * pooling.y.length * pooling.x.length;
        for (let oy = 0; oy < pooling.y.windows; oy++) {
          const top = windowStart(pooling.y, oy);
          const bottom = windowEnd(pooling.y, oy);
          for (let ox = 0; ox < pooling.x.windows; ox++, o++) {
            const left = windowStart(pooling.x, ox);
            const right = windowEnd(pooling.x, ox);
            let sum = 0;
            for (let i = top; i < bottom; i++) {
              const row = start + i * pooling.x.length;
              for (let k = row + left; k < row + right; k++) sum += x[k];
            }
            out[o] = sum / (counts.y[oy] * counts.x[ox]);
          }
        }
      }
    };
  },
  kernel: ({ attrs, inputs, output }) => ({
    shader: 'avg-pool',
    source: shader,
    entryPoint: 'main',
    constants: {
      ...poolConstants(poolingOf('avgPool2d', inputs[0].shape, attrs)),
      count_padding: attrs.countIncludePad ? 1 : 0,
    },
    workgroups: grid(sizeOf(output.shape)),
  }),
  provenance: ({ attrs, inputs, flat }) => {
    const pooling = poolingOf('avgPool2d', inputs[0].shape, attrs);
    const { y, x } = pooling;
    const counts = countsOf(pooling, attrs);
    const area = y.windows * x.windows;
    const map = Math.floor(flat / area) * y.length * x.length;
    const oy = Math.floor((flat % area) / x.windows);
    const ox = flat % x.windows;
    const weight = 1 / (counts.y[oy] * counts.x[ox]);
    const elements = windowElements(pooling, oy, ox);
    return { terms: elements.map((i) => ({ input: 0, flat: map + i, weight })) };
  },
  samples: [
    sample('halves', [2, 3, 6, 4], { kernel: 2 }),
    sample('overlapping and padded, more than one workgroup', [2, 3, 9, 11], {
      kernel: 3,
      stride: 2,
      padding: 1,
    }),
    sample('padding that does not count', [1, 2, 5, 4], {
      kernel: [3, 2],
      stride: 1,
      padding: 1,
      countIncludePad: false,
    }),
    sample('a last window that is not full', [1, 2, 5, 6], {
      kernel: [2, 4],
      stride: [2, 3],
      padding: [0, 1],
      ceil: true,
    }),
    sample('the whole map', [3, 1, 4, 3], { kernel: [4, 3] }),
    sample('single elements', [1, 2, 3, 3], { kernel: 1 }),
  ],
  tolerance: { abs: 1e-7, rel: 2e-6 },
});

/**
 * Average pooling. `f32[B,C,Y,X] → f32[B,C,Y',X']`
 *
 * @param settings.stride           the kernel's size unless given
 * @param settings.padding          at most half the kernel; 0 unless given
 * @param settings.ceil             whether a last window counts that the map does not fill
 * @param settings.countIncludePad  whether the padding counts as zeros; true unless given
 * @throws ShapeError when the kernel is larger than the padded map, or the padding than half the kernel
 */
export function avgPool2d(
  b: Builder,
  x: Node,
  { countIncludePad = true, ...settings }: AvgPoolOptions,
  options?: NodeOptions,
): Node {
  const attrs = { ...poolAttrs(settings), countIncludePad };
  return b.apply(avgPool2dOp, [x], attrs, { axes: x.axes, ...options });
}

export const avgPool2dGradOp: OpDef<AvgPoolGradAttrs> = defineOp<AvgPoolGradAttrs>({
  name: 'avgPool2dGrad',
  doc: {
    family: 'convolution',
    summary: 'Gradient of average pooling: each window shares its own among its elements.',
    equation: '\\bar x_i = \\sum_{o:\\ i \\in \\text{window } o} \\bar y_o / n_o',
    shapes: "f32[B,C,Y',X'] → f32[B,C,Y,X]",
    numerics: '',
    source: SOURCE,
  },
  infer: ([g], attrs) => {
    const op = 'avgPool2dGrad';
    requireMaps(op, 'the gradient', g, "[B,C,Y',X']");
    requirePair(op, 'the size of the map', attrs.size, 1);
    const shape = [g.shape[0], g.shape[1], ...attrs.size];
    const pooled = pooledShape(shape, poolingOf(op, shape, attrs));
    requireShape(op, 'the gradient', g, pooled, `the pooling of ${showShape(shape)}`);
    return { dtype: 'f32', shape };
  },
  gradient: ({ b, attrs, inputs: [g], grad }) => {
    const { size: _, ...pooling } = attrs;
    return [b.apply(avgPool2dOp, [grad], pooling, { axes: g.axes })];
  },
  reference: ({ attrs, output, data: [g], out }) => {
    const pooling = poolingOf('avgPool2dGrad', output.shape, attrs);
    const { maps, y, x } = pooling;
    const counts = countsOf(pooling, attrs);
    const sums = new Float64Array(out.length);
    return () => {
      sums.fill(0);
      for (let map = 0, o = 0; map < maps; map++) {
        const start = map * y.length * x.length;
        for (let oy = 0; oy < y.windows; oy++) {
          for (let ox = 0; ox < x.windows; ox++, o++) {
            const share = g[o] / (counts.y[oy] * counts.x[ox]);
            for (let i = windowStart(y, oy); i < windowEnd(y, oy); i++) {
              const row = start + i * x.length;
              for (let j = windowStart(x, ox); j < windowEnd(x, ox); j++) sums[row + j] += share;
            }
          }
        }
      }
      out.set(sums);
    };
  },
  kernel: ({ attrs, output }) => ({
    shader: 'avg-pool-grad',
    source: gradShader,
    entryPoint: 'main',
    constants: {
      ...poolConstants(poolingOf('avgPool2dGrad', output.shape, attrs)),
      count_padding: attrs.countIncludePad ? 1 : 0,
    },
    workgroups: grid(sizeOf(output.shape)),
  }),
  provenance: ({ attrs, output, flat }) => {
    const pooling = poolingOf('avgPool2dGrad', output.shape, attrs);
    const { y, x } = pooling;
    const counts = countsOf(pooling, attrs);
    const area = y.length * x.length;
    const map = Math.floor(flat / area);
    const terms = windowsOver(y, Math.floor((flat % area) / x.length)).flatMap((oy) =>
      windowsOver(x, flat % x.length).map((ox) => ({
        input: 0,
        flat: (map * y.windows + oy) * x.windows + ox,
        weight: 1 / (counts.y[oy] * counts.x[ox]),
      })),
    );
    return { terms };
  },
  samples: [
    gradSample('halves', [2, 3, 3, 2], [6, 4], { kernel: 2 }),
    gradSample('overlapping and padded, more than one workgroup', [2, 3, 5, 6], [9, 11], {
      kernel: 3,
      stride: 2,
      padding: 1,
    }),
    gradSample('padding that does not count', [1, 2, 5, 5], [5, 4], {
      kernel: [3, 2],
      stride: 1,
      padding: 1,
      countIncludePad: false,
    }),
    gradSample('a last window that is not full', [1, 2, 3, 3], [5, 6], {
      kernel: [2, 4],
      stride: [2, 3],
      padding: [0, 1],
      ceil: true,
    }),
    gradSample('gaps between windows', [1, 1, 3, 3], [7, 8], { kernel: [1, 2], stride: 3 }),
  ],
  tolerance: { abs: 1e-7, rel: 2e-6 },
});

/** How many elements each window counts along each axis. */
function countsOf({ y, x }: Pooling, { countIncludePad }: AvgPoolAttrs) {
  const along = (axis: PoolAxis) =>
    Float64Array.from({ length: axis.windows }, (_, o) =>
      countIncludePad ? paddedExtent(axis, o) : windowEnd(axis, o) - windowStart(axis, o),
    );
  return { y: along(y), x: along(x) };
}

function sample(title: string, shape: Shape, options: AvgPoolOptions): OpSample<AvgPoolAttrs> {
  const { countIncludePad = true } = options;
  return { title, attrs: { ...poolAttrs(options), countIncludePad }, inputs: [{ shape }] };
}

function gradSample(
  title: string,
  pooled: Shape,
  size: readonly number[],
  options: AvgPoolOptions,
): OpSample<AvgPoolGradAttrs> {
  const { countIncludePad = true } = options;
  const attrs = { ...poolAttrs(options), countIncludePad, size };
  return { title, attrs, inputs: [{ shape: pooled }] };
}
