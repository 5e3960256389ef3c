import gradShader from '../../shaders/max-pool-grad.wgsl?raw';
import shader from '../../shaders/max-pool.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpSample, type OpUse } from '../graph/op';
import { sizeOf } from '../tensor/shape';
import type { Shape, TensorData } from '../tensor/types';
import { requireFloat, requireShape } from './shared/check';
import { grid } from './shared/grid';
import {
  inferPool,
  type PoolAxis,
  type PoolAttrs,
  poolAttrs,
  poolConstants,
  type Pooling,
  poolingOf,
  type PoolOptions,
  windowElements,
  windowEnd,
  windowsOver,
  windowStart,
} from './shared/pooling';
import { withKernels } from './shared/kernels';

export const maxPool2dOp = defineOp<PoolAttrs>({
  name: 'maxPool2d',
  doc: {
    family: 'convolution',
    summary: 'Keeps the largest element of each window of a map.',
    equation: 'y_{o_y o_x} = \\max_{t_y t_x} x_{(o_y s_y - p_y + t_y)(o_x s_x - p_x + t_x)}',
    shapes: "f32[B,C,Y,X] → f32[B,C,Y',X']",
    numerics: 'Padding never wins. A NaN counts as the largest.',
    source: 'Goodfellow et al. 2016, section 9.3; PyTorch reference, torch.nn.MaxPool2d',
  },
  infer: ([x], attrs) => inferPool('maxPool2d', x, attrs),
  gradient: ({ b, attrs, inputs: [x], grad }) => [
    b.apply(maxPool2dGradOp, [x, grad], attrs, { axes: x.axes }),
  ],
  reference: (use) => {
    const [x] = use.data;
    const { out } = use;
    const pooling = geometry(use);
    return () => {
      forEachWindow(pooling, x, (o, at) => {
        out[o] = x[at];
      });
    };
  },
  fast: (use) => {
    const rest = kernelArguments(geometry(use));
    return withKernels({ data: [use.data[0], use.out], writes: [1] }, (kernels, [x, to]) => () => {
      kernels.maxPool(x, 0, to, ...rest);
    });
  },
  kernel: (use) => ({
    shader: 'max-pool',
    source: shader,
    entryPoint: 'main',
    constants: poolConstants(geometry(use)),
    workgroups: grid(sizeOf(use.output.shape)),
  }),
  provenance: (call) => {
    const { map, elements } = windowAt(geometry(call), call.flat);
    return {
      terms: elements.map((i) => ({ input: 0, flat: map + i })),
      expr: e.max(...elements.map((_, i) => e.term(i))),
    };
  },
  samples: [
    sample('halves', [2, 3, 6, 4], { kernel: 2 }),
    sample('overlapping and padded, more than one workgroup', [2, 3, 9, 11], {
      kernel: 3,
      stride: 2,
      padding: 1,
    }),
    sample('a last window that is not full', [1, 2, 5, 6], {
      kernel: [2, 3],
      stride: [2, 4],
      ceil: true,
    }),
    sample('the whole map', [3, 1, 4, 3], { kernel: [4, 3] }),
    sample('single elements, large values', [1, 2, 3, 3], { kernel: 1 }, 'large'),
    sample('gaps between windows', [1, 1, 7, 8], { kernel: [1, 2], stride: 3 }),
    {
      title: 'a window of −∞',
      attrs: poolAttrs({ kernel: 2, stride: 1 }),
      inputs: [
        {
          shape: [1, 1, 3, 3],
          fill: { values: [1, 2, 0, 3, -Infinity, -Infinity, 1, -Infinity, -Infinity] },
        },
      ],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * Max pooling. `f32[B,C,Y,X] → f32[B,C,Y',X']`
 *
 * @param settings.stride   the kernel's size unless given
 * @param settings.padding  at most half the kernel; 0 unless given
 * @param settings.ceil     whether a last window counts that the map does not fill
 * @throws ShapeError when the kernel is larger than the padded map, or the padding than half the kernel
 */
export function maxPool2d(b: Builder, x: Node, settings: PoolOptions, options?: NodeOptions): Node {
  return b.apply(maxPool2dOp, [x], poolAttrs(settings), { axes: x.axes, ...options });
}

export const maxPool2dGradOp = defineOp<PoolAttrs>({
  name: 'maxPool2dGrad',
  doc: {
    family: 'convolution',
    summary: 'Gradient of max pooling: each window gives its own to its largest element.',
    equation: '\\bar x_i = \\sum_{o:\\ i = \\operatorname{argmax} x_{\\text{window } o}} \\bar y_o',
    shapes: "f32[B,C,Y,X], f32[B,C,Y',X'] → f32[B,C,Y,X]",
    numerics:
      'Of equal elements the first in row-major order gets all; of several NaNs the last, as in PyTorch.',
    source: 'PyTorch reference, torch.nn.MaxPool2d',
  },
  infer: ([x, g], attrs) => {
    const { shape } = inferPool('maxPool2dGrad', x, attrs);
    requireFloat('maxPool2dGrad', 'the gradient', g);
    requireShape('maxPool2dGrad', 'the gradient', g, shape, 'the pooling of x');
    return x;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: (use) => {
    const [x, g] = use.data;
    const { out } = use;
    const pooling = geometry(use);
    const sums = new Float64Array(out.length);
    return () => {
      sums.fill(0);
      forEachWindow(pooling, x, (o, at) => {
        sums[at] += g[o];
      });
      out.set(sums);
    };
  },
  fast: (use) => {
    const rest = kernelArguments(geometry(use));
    const operands = { data: [...use.data, use.out], writes: [2] };
    return withKernels(operands, (kernels, [x, g, to]) => () => {
      kernels.maxPool(x, g, to, ...rest);
    });
  },
  kernel: (use) => {
    const pooling = geometry(use);
    const apart = [pooling.y, pooling.x].every(
      ({ kernel, stride, padding }) => stride >= kernel && padding === 0,
    );
    return {
      shader: 'max-pool-grad',
      source: gradShader,
      entryPoint: apart ? 'window_per_thread' : 'element_per_thread',
      constants: poolConstants(pooling),
      workgroups: grid(sizeOf(use.inputs[apart ? 1 : 0].shape)),
    };
  },
  provenance: (call) => {
    const pooling = geometry(call);
    const { y, x } = pooling;
    const area = y.length * x.length;
    const map = Math.floor(call.flat / area);
    const own = call.flat % area;
    const won = windowsOver(y, Math.floor(own / x.length)).flatMap((oy) =>
      windowsOver(x, own % x.length)
        .filter((ox) => {
          const elements = windowElements(pooling, oy, ox);
          return own === elements[largest(elements.map((i) => call.value(0, map * area + i)))];
        })
        .map((ox) => (map * y.windows + oy) * x.windows + ox),
    );
    return { terms: won.map((flat) => ({ input: 1, flat })) };
  },
  samples: [
    gradSample('halves', [2, 3, 6, 4], [2, 3, 3, 2], { kernel: 2 }),
    gradSample('overlapping and padded, more than one workgroup', [2, 3, 9, 11], [2, 3, 5, 6], {
      kernel: 3,
      stride: 2,
      padding: 1,
    }),
    gradSample('a last window that is not full', [1, 2, 5, 6], [1, 2, 3, 2], {
      kernel: [2, 3],
      stride: [2, 4],
      ceil: true,
    }),
    gradSample('every element in several windows', [1, 1, 5, 5], [1, 1, 3, 3], {
      kernel: 3,
      stride: 1,
    }),
    gradSample('single elements', [1, 2, 3, 3], [1, 2, 3, 3], { kernel: 1 }),
    {
      title: 'ties, a window of −∞',
      attrs: poolAttrs({ kernel: 2, stride: 1 }),
      inputs: [
        {
          shape: [1, 1, 3, 3],
          fill: { values: [1, 1, 0, 1, -Infinity, -Infinity, 1, -Infinity, -Infinity] },
        },
        { shape: [1, 1, 2, 2] },
      ],
    },
  ],
  tolerance: { abs: 1e-7, rel: 1e-6 },
});

function geometry({ attrs, inputs }: OpUse<PoolAttrs>): Pooling {
  return poolingOf('maxPool2d', inputs[0].shape, attrs);
}

/** The geometry as src/wasm/kernels/pooling.ts takes it. */
function kernelArguments({ maps, y, x }: Pooling): number[] {
  const axis = ({ length, kernel, stride, padding, windows }: PoolAxis) => [
    length,
    kernel,
    stride,
    padding,
    windows,
  ];
  return [maps, ...axis(y), ...axis(x)];
}

/** Calls back with the position of each window in the output and that of its largest element in x. */
function forEachWindow(
  { maps, y, x }: Pooling,
  values: TensorData,
  visit: (window: number, element: number) => void,
): void {
  for (let map = 0, o = 0; map < maps; map++) {
    const start = map * y.length * x.length;
    for (let oy = 0; oy < y.windows; oy++) {
      const top = windowStart(y, oy);
      const bottom = windowEnd(y, oy);
      for (let ox = 0; ox < x.windows; ox++, o++) {
        const left = windowStart(x, ox);
        const right = windowEnd(x, ox);
        let at = start + top * x.length + left;
        let best = values[at];
        for (let i = top; i < bottom; i++) {
          const row = start + i * x.length;
          for (let k = row + left; k < row + right; k++) {
            const value = values[k];
            if (value > best || Number.isNaN(value)) {
              best = value;
              at = k;
            }
          }
        }
        visit(o, at);
      }
    }
  }
}

/** Which of some values is the largest, by the same rule. */
function largest(values: readonly number[]): number {
  const nan = values.findLastIndex(Number.isNaN);
  return nan >= 0 ? nan : values.indexOf(Math.max(...values));
}

/** The map of an element of the output, and the elements of its window. */
function windowAt(pooling: Pooling, flat: number) {
  const { y, x } = pooling;
  const area = y.windows * x.windows;
  const map = Math.floor(flat / area) * y.length * x.length;
  const oy = Math.floor((flat % area) / x.windows);
  return { map, elements: windowElements(pooling, oy, flat % x.windows) };
}

function sample(
  title: string,
  shape: Shape,
  options: PoolOptions,
  fill: 'normal' | 'large' = 'normal',
): OpSample<PoolAttrs> {
  return { title, attrs: poolAttrs(options), inputs: [{ shape, fill }] };
}

function gradSample(
  title: string,
  shape: Shape,
  pooled: Shape,
  options: PoolOptions,
): OpSample<PoolAttrs> {
  return { title, attrs: poolAttrs(options), inputs: [{ shape }, { shape: pooled }] };
}
