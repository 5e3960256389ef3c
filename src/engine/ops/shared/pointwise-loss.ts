import gradShader from '../../../shaders/pointwise-loss-grad.wgsl?raw';
import shader from '../../../shaders/pointwise-loss.wgsl?raw';
import type { Builder, NodeOptions } from '../../graph/builder';
import { type Expr, e } from '../../graph/expr';
import type { Node } from '../../graph/node';
import {
  defineOp,
  type OpDef,
  type OpDoc,
  type OpSample,
  type ProvenanceTerm,
  type SampleInput,
} from '../../graph/op';
import { sizeOf } from '../../tensor/shape';
import type { Shape, TensorData, TensorType } from '../../tensor/types';
import { requireFloat, requireShape } from './check';
import type { Reduction } from './classes';
import { grid } from './grid';

/** `batchmean` divides the sum by the length of the first axis only. */
export type LossReduction = Reduction | 'batchmean';

export type LossAttrs = { readonly reduction: LossReduction };

/** The gradient's attributes also say with respect to which of the two tensors. */
export type LossGradAttrs<A extends LossAttrs> = A & { readonly of: 'x' | 'target' };

type Numbers = TensorData | Float64Array;

/** Writes the loss of every element; `w` is the optional third input. */
type LossLoop = (x: TensorData, t: TensorData, w: TensorData | null, out: Numbers) => void;

/** Writes the derivative of every element's loss times g[i · step]: step 0 repeats one slope. */
type SlopeLoop = (
  x: TensorData,
  t: TensorData,
  w: TensorData | null,
  g: Numbers,
  step: number,
  out: TensorData,
) => void;

/** One number of an explanation: how it is written, and its value, which decides between cases. */
export interface Operand {
  readonly expr: Expr;
  readonly value: number;
}

type Explain<A> = (x: Operand, t: Operand, w: Operand | null, attrs: A) => Expr;

/** What tells one loss between corresponding elements of two tensors from another. */
export interface LossRule<A extends LossAttrs> {
  readonly name: string;
  /** The number of its case in pointwise-loss.wgsl and pointwise-loss-grad.wgsl. */
  readonly code: number;
  readonly doc: Omit<OpDoc, 'shapes' | 'family'>;
  /** The gradient operation's own name and equation. */
  readonly gradient: { readonly name: string; readonly equation: string };
  readonly defaults: A;
  /** @throws ShapeError when a setting makes no sense. */
  readonly check?: (attrs: A) => void;
  /** Overrides of both shaders besides `operation`, `count` and `divisor`. */
  readonly constants?: (attrs: A) => Record<string, number>;
  /** What the optional third input is; without it there is none. */
  readonly weight?: string;
  /** Each loss has loops of its own: a function called for every element would be several times slower. */
  readonly loss: (attrs: A) => LossLoop;
  readonly slope: (attrs: A) => SlopeLoop;
  /** The slope with respect to the target; omitted where the loss is that of x and target exchanged. */
  readonly targetSlope?: (attrs: A) => SlopeLoop;
  readonly explain: Explain<A>;
  readonly explainSlope: Explain<A>;
  readonly explainTargetSlope?: Explain<A>;
  /** How the samples fill the target. */
  readonly target?: SampleInput['fill'];
  readonly samples?: readonly OpSample<A>[];
  /** Samples of the gradient alone, where the loss has a kink. */
  readonly gradSamples?: readonly OpSample<LossGradAttrs<A>>[];
}

/**
 * A loss between corresponding elements and its gradient as two operations. The loss adds its
 * elements up itself: one dispatch.
 */
export function defineLoss<A extends LossAttrs>(
  rule: LossRule<A>,
): { readonly op: OpDef<A>; readonly gradOp: OpDef<LossGradAttrs<A>> } {
  const gradOp = defineGradient(rule);
  const op = defineOp<A>({
    name: rule.name,
    doc: {
      family: 'loss',
      ...rule.doc,
      shapes: rule.weight
        ? 'f32[…], f32[same] (, f32[same]) → f32[], or f32[same] without reduction'
        : 'f32[…], f32[same] → f32[], or f32[same] without reduction',
    },
    infer: ([x, target, weight], attrs) => {
      requireOperands(rule.name, rule.weight, x, target, weight);
      rule.check?.(attrs);
      return { dtype: 'f32', shape: attrs.reduction === 'none' ? x.shape : [] };
    },
    gradient: ({ b, attrs, inputs: [x, target, ...weight], grad }) => {
      const own = { axes: x.axes };
      const share = b.apply(gradOp, [x, target, ...weight, grad], { ...attrs, of: 'x' }, own);
      const other = rule.targetSlope
        ? b.apply(gradOp, [x, target, ...weight, grad], { ...attrs, of: 'target' }, own)
        : b.apply(gradOp, [target, x, ...weight, grad], { ...attrs, of: 'x' }, own);
      return [share, other, ...weight.map(() => null)];
    },
    reference: ({ attrs, inputs, data: [x, target, weight = null], out }) => {
      const loss = rule.loss(attrs);
      if (attrs.reduction === 'none') return () => loss(x, target, weight, out);
      const losses = new Float64Array(x.length);
      const divisor = divisorOf(attrs.reduction, inputs[0].shape);
      return () => {
        loss(x, target, weight, losses);
        let sum = 0;
        for (let i = 0; i < losses.length; i++) sum += losses[i];
        out[0] = sum / divisor;
      };
    },
    kernel: ({ attrs, inputs }) => {
      const { shape } = inputs[0];
      const count = sizeOf(shape);
      const perItem = attrs.reduction === 'none';
      return {
        shader: 'pointwise-loss',
        source: shader,
        entryPoint: `${inputs.length > 2 ? 'weighted_' : ''}${perItem ? 'per_item' : 'total'}`,
        constants: {
          operation: rule.code,
          count,
          ...(perItem ? {} : { divisor: divisorOf(attrs.reduction, shape) }),
          ...rule.constants?.(attrs),
        },
        workgroups: perItem ? grid(count) : [1, 1, 1],
      };
    },
    provenance: ({ attrs, inputs, flat, value }) => {
      const { shape } = inputs[0];
      const cells =
        attrs.reduction === 'none' ? [flat] : Array.from({ length: sizeOf(shape) }, (_, i) => i);
      const terms: ProvenanceTerm[] = [];
      const losses = cells.map((cell) => {
        const operands = inputs.map((_, k): Operand => {
          terms.push({ input: k, flat: cell });
          return { expr: e.term(terms.length - 1), value: value(k, cell) };
        });
        return rule.explain(operands[0], operands[1], operands[2] ?? null, attrs);
      });
      const sum = losses.length === 1 ? losses[0] : e.add(...losses);
      const divisor = divisorOf(attrs.reduction, shape);
      return { terms, expr: divisor === 1 ? sum : e.div(sum, e.num(divisor)) };
    },
    samples: samplesOf(rule),
    tolerance: { abs: 2e-7, rel: 5e-6 },
  });
  return { op, gradOp };
}

function defineGradient<A extends LossAttrs>(rule: LossRule<A>): OpDef<LossGradAttrs<A>> {
  const { name, equation } = rule.gradient;
  return defineOp<LossGradAttrs<A>>({
    name,
    doc: {
      family: 'loss',
      summary: `Gradient of ${rule.name} with respect to one of its two tensors.`,
      equation,
      shapes: rule.weight
        ? 'f32[…], f32[same] (, f32[same]), f32[] or f32[same] → same'
        : 'f32[…], f32[same], f32[] or f32[same] → same',
      numerics: 'Divided by what the sum of the losses was divided by.',
      source: rule.doc.source,
    },
    infer: (inputs, attrs) => {
      const [x, target, weight] = inputs;
      const g = inputs[inputs.length - 1];
      requireOperands(name, rule.weight, x, target, inputs.length > 3 ? weight : undefined);
      rule.check?.(attrs);
      requireFloat(name, 'the gradient', g);
      const shape = attrs.reduction === 'none' ? x.shape : [];
      requireShape(name, 'the gradient', g, shape, `the reduction "${attrs.reduction}"`);
      return x;
    },
    gradient: { notDifferentiable: 'first derivatives only' },
    reference: ({ attrs, inputs, data, out }) => {
      const [x, target] = data;
      const weight = data.length > 3 ? data[2] : null;
      const g = data[data.length - 1];
      const loop = (attrs.of === 'target' ? rule.targetSlope : rule.slope) ?? rule.slope;
      const slope = loop(attrs);
      if (attrs.reduction === 'none') return () => slope(x, target, weight, g, 1, out);
      const divisor = divisorOf(attrs.reduction, inputs[0].shape);
      const shared = new Float64Array(1);
      return () => {
        shared[0] = g[0] / divisor;
        slope(x, target, weight, shared, 0, out);
      };
    },
    kernel: ({ attrs, inputs, output }) => {
      const count = sizeOf(output.shape);
      return {
        shader: 'pointwise-loss-grad',
        source: gradShader,
        entryPoint: inputs.length > 3 ? 'weighted' : 'main',
        constants: {
          operation: rule.code,
          ofTarget: attrs.of === 'target' ? 1 : 0,
          count,
          perItem: attrs.reduction === 'none' ? 1 : 0,
          divisor: divisorOf(attrs.reduction, output.shape),
          ...rule.constants?.(attrs),
        },
        workgroups: grid(count),
      };
    },
    provenance: ({ attrs, inputs, output, flat, value }) => {
      const last = inputs.length - 1;
      const operands = inputs.map(
        (_, k): Operand => ({ expr: e.term(k), value: k === last ? 0 : value(k, flat) }),
      );
      const weight = last > 2 ? operands[2] : null;
      const explain = (attrs.of === 'target' ? rule.explainTargetSlope : null) ?? rule.explainSlope;
      const slope = e.mul(explain(operands[0], operands[1], weight, attrs), e.term(last));
      const divisor = divisorOf(attrs.reduction, output.shape);
      return {
        terms: inputs.map((_, k) => ({
          input: k,
          flat: k === last && attrs.reduction !== 'none' ? 0 : flat,
        })),
        expr: divisor === 1 ? slope : e.div(slope, e.num(divisor)),
      };
    },
    samples: [
      ...samplesOf(rule).flatMap(({ title, attrs, inputs }) => {
        const g = { shape: attrs.reduction === 'none' ? inputs[0].shape : [] };
        const sample = (of: 'x' | 'target') => ({
          title: of === 'x' ? title : `${title}, for the target`,
          attrs: { ...attrs, of },
          inputs: [...inputs, g],
        });
        return rule.targetSlope ? [sample('x'), sample('target')] : [sample('x')];
      }),
      ...(rule.gradSamples ?? []),
    ],
    tolerance: { abs: 2e-7, rel: 5e-6 },
  });
}

/** Options of a loss: its settings, and those of every node. */
export type LossOptions<A extends LossAttrs> = NodeOptions & Partial<A>;

/** Applies a loss to x, target and, where given, its third input repeated to the shape of x. */
export function applyLoss<A extends LossAttrs>(
  b: Builder,
  op: OpDef<A>,
  defaults: A,
  inputs: readonly [x: Node, target: Node, weight?: Node],
  options: LossOptions<A> = {},
): Node {
  const settings: Record<string, unknown> = { ...defaults };
  const node: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (key in defaults) settings[key] = value;
    else node[key] = value;
  }
  const attrs = settings as unknown as A;
  const axes = attrs.reduction === 'none' ? inputs[0].axes : [];
  const given = inputs.filter((input) => input !== undefined);
  return b.apply(op, given, attrs, { axes, ...(node as NodeOptions) });
}

/** What the sum of all elements' losses is divided by. */
function divisorOf(reduction: LossReduction, shape: Shape): number {
  if (reduction === 'mean') return sizeOf(shape);
  return reduction === 'batchmean' ? (shape[0] ?? 1) : 1;
}

function requireOperands(
  op: string,
  weightName: string | undefined,
  x: TensorType,
  target: TensorType,
  weight: TensorType | undefined,
): void {
  requireFloat(op, 'x', x);
  requireFloat(op, 'the target', target);
  requireShape(op, 'the target', target, x.shape, 'x');
  if (!weight || !weightName) return;
  requireFloat(op, weightName, weight);
  requireShape(op, weightName, weight, x.shape, 'x');
}

/** Every reduction; one element, a scalar, more than a workgroup, large values; with and without weights. */
function samplesOf<A extends LossAttrs>({
  defaults,
  target: fill = 'normal',
  weight,
  samples = [],
}: LossRule<A>): OpSample<A>[] {
  const sample = (title: string, shape: Shape, reduction: LossReduction, large = false) => ({
    title,
    attrs: { ...defaults, reduction },
    inputs: [
      { shape, ...(large ? { fill: 'large' as const } : {}) },
      { shape, fill },
    ],
  });
  const weighted = (title: string, shape: Shape, reduction: LossReduction) => {
    const { attrs, inputs } = sample(title, shape, reduction);
    return { title, attrs, inputs: [...inputs, { shape, fill: 'positive' as const }] };
  };
  return [
    sample('the mean of a matrix', [4, 3], 'mean'),
    sample('more elements than a workgroup has threads', [7, 59], 'mean'),
    sample('the sum', [3, 5], 'sum'),
    sample('the sum divided by the rows', [3, 5], 'batchmean'),
    sample('one loss per element, more than one workgroup', [7, 19], 'none'),
    sample('one element', [1], 'mean'),
    sample('scalars', [], 'mean'),
    sample('large values', [3, 5], 'mean', true),
    ...(weight
      ? [
          weighted('weighted, the mean', [7, 59], 'mean'),
          weighted('weighted, one loss per element', [5, 17], 'none'),
        ]
      : []),
    ...samples,
  ];
}
