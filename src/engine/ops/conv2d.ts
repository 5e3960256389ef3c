import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef, type OpSample, type OpUse, type ReferenceUse } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { showShape } from '../tensor/shape';
import type { Axis, Shape, TensorType } from '../tensor/types';
import { requireShape } from './shared/check';
import {
  byWeight,
  type Contraction,
  contractionKernel,
  contractionLoop,
  contractionTerms,
  forwards,
  transposed,
} from './shared/contraction';
import {
  type ConvAttrs,
  type ConvOptions,
  convAttrs,
  convOutput,
  convolutionOf,
  pair,
  requireConvAttrs,
  requireGroups,
  requireMaps,
  requirePair,
} from './shared/convolution';
import {
  fastByWeight,
  fastForwards,
  fastTransposed,
  unlessSpoilt,
} from './shared/fast-convolution';

// The three operations are each other's gradients, which is why they share a file.

export type ConvTransposeAttrs = ConvAttrs & {
  /** Rows and columns added at the end: of the sizes that give the same output, which one is meant. */
  readonly outputPadding: readonly number[];
};

export type ConvGradWeightAttrs = ConvAttrs & {
  /** Size of the kernel along Y and X. */
  readonly kernel: readonly number[];
};

export interface ConvTransposeOptions extends ConvOptions {
  readonly outputPadding?: number | readonly number[];
}

const AXES: readonly Axis[] = ['B', 'F', 'Y', 'X'];
const DUMOULIN = 'Dumoulin & Visin 2016';

export const conv2dOp: OpDef<ConvAttrs> = defineOp<ConvAttrs>({
  name: 'conv2d',
  doc: {
    family: 'convolution',
    summary: 'Slides a kernel over maps and adds up what lies under it, for every feature.',
    equation:
      'y_{b f o_y o_x} = \\sum_{c\\,t_y t_x} w_{f c\\,t_y t_x}\\, x_{b c\\,(o_y s_y - p_y + t_y d_y)(o_x s_x - p_x + t_x d_x)}',
    shapes: "f32[B,C,Y,X], f32[F,C/groups,ky,kx] → f32[B,F,Y',X']",
    numerics:
      'A cross-correlation: the kernel is not turned round. Taps outside the map are left out.',
    source: `Goodfellow et al. 2016, equation 9.6; ${DUMOULIN}, relationship 6 and section 5.1`,
  },
  infer: ([x, weight], attrs) => {
    requireConvAttrs('conv2d', attrs);
    requireMaps('conv2d', 'x', x, '[B,C,Y,X]');
    requireWeight('conv2d', weight);
    const [batch, channels, y, width] = x.shape;
    const [features, perGroup, tapsY, tapsX] = weight.shape;
    requireGroups('conv2d', 'channels', channels, attrs.groups);
    requireGroups('conv2d', 'features', features, attrs.groups);
    if (perGroup * attrs.groups !== channels) {
      throw new ShapeError(
        `conv2d: x ${showShape(x.shape)} has ${channels} channels, but the weight ` +
          `${showShape(weight.shape)} with ${attrs.groups} groups takes ${perGroup * attrs.groups}.`,
      );
    }
    const size = [
      convOutput('conv2d', 0, y, tapsY, attrs),
      convOutput('conv2d', 1, width, tapsX, attrs),
    ];
    return { dtype: 'f32', shape: [batch, features, ...size] };
  },
  gradient: ({ b, attrs, inputs: [x, weight], grad }) => {
    const [y, width] = x.type.shape.slice(2);
    const kernel = weight.type.shape.slice(2);
    const rest = (i: number, length: number) =>
      (length + 2 * attrs.padding[i] - attrs.dilation[i] * (kernel[i] - 1) - 1) % attrs.stride[i];
    const outputPadding = [rest(0, y), rest(1, width)];
    return [
      convTranspose2d(b, grad, weight, { ...attrs, outputPadding }, { axes: x.axes }),
      conv2dGradWeight(b, x, grad, { ...attrs, kernel }, { axes: weight.axes }),
    ];
  },
  reference: (use) => plainLoop(forwards(forward(use)), use),
  fast: (use) =>
    unlessSpoilt(
      use.data,
      fastForwards(forward(use), use.data, use.out),
      plainLoop(forwards(forward(use)), use),
    ),
  kernel: (use) => contractionKernel(forwards(forward(use))),
  provenance: (call) => ({ terms: contractionTerms(forwards(forward(call)), call.flat) }),
  samples: [
    sample('3 × 3, padded', {}, [2, 3, 5, 6], [4, 3, 3, 3], { padding: 1 }),
    sample('one tap', {}, [1, 5, 3, 4], [7, 5, 1, 1]),
    sample('single elements', {}, [1, 1, 1, 1], [1, 1, 1, 1]),
    sample('as large as the map', {}, [3, 2, 4, 3], [5, 2, 4, 3]),
    sample('strides that leave a rest', {}, [5, 2, 8, 7], [3, 2, 3, 2], {
      stride: [3, 2],
      padding: [1, 0],
    }),
    sample('groups', {}, [2, 4, 5, 5], [6, 2, 3, 3], { groups: 2, padding: 1 }),
    sample('a kernel for each channel, dilated', {}, [1, 5, 7, 9], [5, 1, 3, 3], {
      groups: 5,
      dilation: [2, 3],
      padding: [2, 1],
    }),
    sample('more than one workgroup', {}, [5, 2, 9, 11], [9, 2, 2, 3]),
    sample('padding beyond the kernel, large values', {}, [1, 1, 2, 2], [2, 1, 2, 2], {
      padding: [3, 4],
      stride: 2,
    }),
  ],
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

export const convTranspose2dOp: OpDef<ConvTransposeAttrs> = defineOp<ConvTransposeAttrs>({
  name: 'convTranspose2d',
  doc: {
    family: 'convolution',
    summary: 'The adjoint of a convolution: every element stamps the kernel onto a larger map.',
    equation:
      'x_{b c\\,i_y i_x} = \\sum_{f}\\sum_{o s - p + t d\\,=\\,i} w_{f c\\,t_y t_x}\\, y_{b f\\,o_y o_x}',
    shapes: "f32[B,F,Y',X'], f32[F,C/groups,ky,kx] → f32[B,C,Y,X]",
    numerics: 'Elements that no tap reaches are 0.',
    source: `${DUMOULIN}, section 4 and relationship 14`,
  },
  infer: ([x, weight], attrs) => {
    const op = 'convTranspose2d';
    const { stride, padding, dilation, groups, outputPadding } = attrs;
    requireConvAttrs(op, attrs);
    requirePair(op, 'output padding', outputPadding, 0);
    requireMaps(op, 'x', x, "[B,F,Y',X']");
    requireWeight(op, weight);
    const [batch, features, ...size] = x.shape;
    const [weightFeatures, perGroup, ...taps] = weight.shape;
    requireGroups(op, 'features', features, groups);
    if (weightFeatures !== features) {
      throw new ShapeError(
        `${op}: x ${showShape(x.shape)} has ${features} features, but the weight ` +
          `${showShape(weight.shape)} takes ${weightFeatures}.`,
      );
    }
    const lengths = size.map((n, i) => {
      const along = i ? 'X' : 'Y';
      if (outputPadding[i] >= stride[i]) {
        throw new ShapeError(
          `${op}: output padding along ${along} is ${outputPadding[i]}; it must be smaller than the stride, ${stride[i]}.`,
        );
      }
      const length =
        (n - 1) * stride[i] - 2 * padding[i] + dilation[i] * (taps[i] - 1) + 1 + outputPadding[i];
      if (length < 1) {
        throw new ShapeError(
          `${op}: padding ${padding[i]} leaves ${length} elements along ${along}; use less padding.`,
        );
      }
      return length;
    });
    return { dtype: 'f32', shape: [batch, perGroup * groups, ...lengths] };
  },
  gradient: ({ b, attrs, inputs: [x, weight], grad }) => {
    const { outputPadding: _, ...rest } = attrs;
    const kernel = weight.type.shape.slice(2);
    return [
      conv2d(b, grad, weight, rest, { axes: x.axes }),
      conv2dGradWeight(b, grad, x, { ...rest, kernel }, { axes: weight.axes }),
    ];
  },
  reference: (use) => plainLoop(transposed(backward(use)), use),
  fast: (use) =>
    unlessSpoilt(
      use.data,
      fastTransposed(backward(use), use.data, use.out),
      plainLoop(transposed(backward(use)), use),
    ),
  kernel: (use) => contractionKernel(transposed(backward(use))),
  provenance: (call) => ({ terms: contractionTerms(transposed(backward(call)), call.flat) }),
  samples: [
    sample('doubled', { outputPadding: [0, 0] }, [1, 3, 4, 3], [3, 2, 2, 2], { stride: 2 }),
    sample('one tap', { outputPadding: [0, 0] }, [2, 5, 3, 4], [5, 7, 1, 1]),
    sample('single elements', { outputPadding: [0, 0] }, [1, 1, 1, 1], [1, 1, 1, 1]),
    sample('overlapping, with a rest', { outputPadding: [2, 1] }, [5, 3, 3, 4], [3, 2, 4, 3], {
      stride: [3, 2],
      padding: [1, 1],
    }),
    sample(
      'groups, more than one workgroup',
      { outputPadding: [0, 0] },
      [2, 6, 7, 9],
      [6, 2, 3, 3],
      {
        groups: 2,
        padding: 1,
      },
    ),
    sample(
      'gaps: the stride is longer than the kernel',
      { outputPadding: [1, 0] },
      [1, 2, 3, 3],
      [2, 3, 2, 1],
      { stride: [4, 3] },
    ),
    sample(
      'strides and dilations with a common divisor',
      { outputPadding: [3, 1] },
      [1, 2, 4, 5],
      [2, 2, 4, 5],
      { stride: [6, 4], dilation: [4, 6], padding: [5, 3] },
    ),
  ],
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

export const conv2dGradWeightOp: OpDef<ConvGradWeightAttrs> = defineOp<ConvGradWeightAttrs>({
  name: 'conv2dGradWeight',
  doc: {
    family: 'convolution',
    summary: 'Gradient of a convolution by its weight: each tap gathers what it was multiplied by.',
    equation:
      '\\bar w_{f c\\,t_y t_x} = \\sum_{b\\,o_y o_x} \\bar y_{b f o_y o_x}\\, x_{b c\\,(o_y s_y - p_y + t_y d_y)(o_x s_x - p_x + t_x d_x)}',
    shapes: "f32[B,C,Y,X], f32[B,F,Y',X'] → f32[F,C/groups,ky,kx]",
    numerics: 'Summed in a fixed order; on a GPU, 64 threads share a long sum.',
    source: 'Goodfellow et al. 2016, equation 9.11',
  },
  infer: ([x, g], attrs) => {
    const op = 'conv2dGradWeight';
    const { kernel, groups } = attrs;
    requireConvAttrs(op, attrs);
    requirePair(op, 'the kernel', kernel, 1);
    requireMaps(op, 'x', x, '[B,C,Y,X]');
    requireMaps(op, 'the gradient', g, "[B,F,Y',X']");
    const [batch, channels, y, width] = x.shape;
    const [, features] = g.shape;
    requireGroups(op, 'channels', channels, groups);
    requireGroups(op, 'features', features, groups);
    const size = [
      convOutput(op, 0, y, kernel[0], attrs),
      convOutput(op, 1, width, kernel[1], attrs),
    ];
    const why = `a ${kernel.join(' × ')} kernel over x ${showShape(x.shape)}`;
    requireShape(op, 'the gradient', g, [batch, features, ...size], why);
    return { dtype: 'f32', shape: [features, channels / groups, ...kernel] };
  },
  gradient: ({ b, attrs, inputs: [x, g], grad }) => {
    const { kernel, ...rest } = attrs;
    const { stride, padding, dilation } = rest;
    const outputPadding = kernel.map(
      (taps, i) =>
        (x.type.shape[2 + i] + 2 * padding[i] - dilation[i] * (taps - 1) - 1) % stride[i],
    );
    return [
      convTranspose2d(b, g, grad, { ...rest, outputPadding }, { axes: x.axes }),
      conv2d(b, x, grad, rest, { axes: g.axes }),
    ];
  },
  reference: (use) => plainLoop(byWeight(weightwise(use)), use),
  fast: (use) =>
    unlessSpoilt(
      use.data,
      fastByWeight(weightwise(use), use.data, use.out),
      plainLoop(byWeight(weightwise(use)), use),
    ),
  kernel: (use) => contractionKernel(byWeight(weightwise(use))),
  provenance: (call) => ({ terms: contractionTerms(byWeight(weightwise(call)), call.flat) }),
  samples: [
    sample('3 × 3, padded', { kernel: [3, 3] }, [2, 3, 5, 6], [2, 4, 5, 6], { padding: 1 }),
    sample('one tap', { kernel: [1, 1] }, [1, 5, 3, 4], [1, 7, 3, 4]),
    sample('single elements', { kernel: [1, 1] }, [1, 1, 1, 1], [1, 1, 1, 1]),
    sample('a long sum', { kernel: [2, 3] }, [3, 2, 12, 13], [3, 6, 13, 13], {
      padding: 1,
    }),
    sample('a long sum over few columns', { kernel: [3, 2] }, [1, 5, 131, 3], [1, 2, 129, 2]),
    sample('groups, strides that leave a rest', { kernel: [3, 2] }, [2, 4, 8, 7], [2, 6, 3, 3], {
      groups: 2,
      stride: [3, 2],
      padding: [1, 0],
    }),
    sample('dilated, one image', { kernel: [3, 3] }, [1, 2, 7, 9], [1, 3, 3, 5], {
      dilation: 2,
    }),
    sample('more than one workgroup', { kernel: [5, 5] }, [1, 5, 6, 6], [1, 9, 4, 4], {
      padding: 1,
    }),
  ],
  tolerance: { abs: 2e-6, rel: 5e-6 },
});

function forward({ attrs, inputs: [x, weight], output }: OpUse<ConvAttrs>) {
  return convolutionOf(x.shape, output.shape, weight.shape.slice(2), attrs);
}

function backward({ attrs, inputs: [x, weight], output }: OpUse<ConvAttrs>) {
  return convolutionOf(output.shape, x.shape, weight.shape.slice(2), attrs);
}

function weightwise({ attrs, inputs: [x, g] }: OpUse<ConvGradWeightAttrs>) {
  return convolutionOf(x.shape, g.shape, attrs.kernel, attrs);
}

function requireWeight(op: string, weight: TensorType): void {
  requireMaps(op, 'the weight', weight, '[F,C/groups,ky,kx]');
}

function sample<Own extends object>(
  title: string,
  own: Own,
  first: Shape,
  second: Shape,
  options: ConvOptions = {},
): OpSample<ConvAttrs & Own> {
  return {
    title,
    attrs: { ...convAttrs(options), ...own },
    inputs: [{ shape: first }, { shape: second }],
  };
}

/**
 * Convolution (cross-correlation, as is usual) without a bias.
 * `f32[B,C,Y,X], f32[F,C/groups,ky,kx] → f32[B,F,Y',X']`
 *
 * @param settings  one number stands for both axes; stride 1, no padding, dilation 1, one group unless given
 * @throws ShapeError when the kernel is larger than the padded map, or channels, features and groups do not fit
 */
export function conv2d(
  b: Builder,
  x: Node,
  weight: Node,
  settings: ConvOptions = {},
  options?: NodeOptions,
): Node {
  return b.apply(conv2dOp, [x, weight], convAttrs(settings), { axes: AXES, ...options });
}

/**
 * Transposed convolution: the gradient of `conv2d` by its map, as a layer that enlarges maps.
 * `f32[B,F,Y',X'], f32[F,C/groups,ky,kx] → f32[B,C,Y,X]`, Y = (Y' − 1)·stride − 2·padding + dilation·(ky − 1) + 1 + outputPadding
 *
 * @param settings.outputPadding  smaller than the stride; 0 unless given
 * @throws ShapeError when channels, features and groups do not fit, or nothing is left of the output
 */
export function convTranspose2d(
  b: Builder,
  x: Node,
  weight: Node,
  { outputPadding = 0, ...settings }: ConvTransposeOptions = {},
  options?: NodeOptions,
): Node {
  const attrs = { ...convAttrs(settings), outputPadding: pair(outputPadding) };
  return b.apply(convTranspose2dOp, [x, weight], attrs, { axes: AXES, ...options });
}

/** Gradient of conv2d(x, w) by w, given the gradient g of its output. `f32[B,C,Y,X], f32[B,F,Y',X'] → f32[F,C/groups,ky,kx]` */
function conv2dGradWeight(
  b: Builder,
  x: Node,
  g: Node,
  attrs: ConvGradWeightAttrs,
  options?: NodeOptions,
): Node {
  return b.apply(conv2dGradWeightOp, [x, g], attrs, { axes: ['F', 'C', 'Y', 'X'], ...options });
}

function plainLoop(contraction: Contraction, { data, out }: Pick<ReferenceUse, 'data' | 'out'>) {
  return contractionLoop(contraction, data[0], data[1], out);
}
