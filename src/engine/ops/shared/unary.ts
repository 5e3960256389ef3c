import gradShader from '../../../shaders/unary-grad.wgsl?raw';
import shader from '../../../shaders/unary.wgsl?raw';
import type { Expr } from '../../graph/expr';
import type { Node } from '../../graph/node';
import {
  defineOp,
  type OpDef,
  type OpDoc,
  type ReferenceUse,
  type SampleInput,
} from '../../graph/op';
import { ShapeError } from '../../tensor/errors';
import { sizeOf } from '../../tensor/shape';
import type { TensorData, TensorType } from '../../tensor/types';
import { requireFloat, requireShape } from './check';
import { grid } from './grid';
import { withKernels } from './kernels';

/** Attributes of a function: none, or one number under the name K. */
export type UnaryAttrs<K extends string> = Readonly<Record<K, number>>;

/** A function of one number: itself, its derivative, and both as explanations. */
export interface UnaryRule<K extends string = never> {
  readonly name: string;
  /** The number of its case in unary.wgsl and unary-grad.wgsl. */
  readonly code: number;
  /**
   * The name of the function's one setting, if it has one, and values for samples. The rules below
   * get its value as their last argument.
   */
  readonly parameter?: { readonly name: K; readonly values: readonly number[] };
  /** The family is `activation` unless given. */
  readonly doc: Omit<OpDoc, 'shapes' | 'family'> & Partial<Pick<OpDoc, 'family'>>;
  /** Each rule has loops of its own: a function called for every element would be several times slower. */
  readonly forward: (x: TensorData, out: TensorData, parameter: number) => void;
  /** f'·g, with f' at the input or, where `from` says so, from the output. */
  readonly backward: (at: TensorData, g: TensorData, out: TensorData, parameter: number) => void;
  /** Whether the kernels of the CPU have it too, under the same number. */
  readonly quick?: boolean;
  readonly from: 'input' | 'output';
  readonly derivativeEquation: string;
  readonly explain: (x: number, parameter: number) => Expr;
  readonly explainDerivative: (at: number, parameter: number) => Expr;
  /** Inputs to test with, instead of the usual ones where those lie outside the domain. */
  readonly samples?: readonly UnarySample[];
  readonly tolerance: { readonly abs: number; readonly rel: number };
}

export interface UnarySample {
  readonly title: string;
  readonly input: SampleInput;
}

export interface UnaryOps<K extends string = never> {
  readonly op: OpDef<UnaryAttrs<K>>;
  readonly gradOp: OpDef<UnaryAttrs<K>>;
}

/** A function and its gradient `f'(x)·g` as two operations. */
export function defineUnary<K extends string = never>(rule: UnaryRule<K>): UnaryOps<K> {
  const { parameter } = rule;
  const parameterOf = (attrs: UnaryAttrs<K>) => (parameter ? attrs[parameter.name] : 0);
  const requireParameter = (op: string, attrs: UnaryAttrs<K>) => {
    if (!Number.isFinite(parameterOf(attrs))) {
      throw new ShapeError(
        `${op}: ${parameter?.name} is ${parameterOf(attrs)}; it must be finite.`,
      );
    }
  };
  const samples = (rule.samples ?? SAMPLES).map(({ title, input }, i) => {
    const attrs = parameter && { [parameter.name]: parameter.values[i % parameter.values.length] };
    return { title, attrs: (attrs ?? {}) as UnaryAttrs<K>, inputs: [input] };
  });

  const gradOp = defineOp<UnaryAttrs<K>>({
    name: `${rule.name}Grad`,
    doc: {
      family: rule.doc.family ?? 'activation',
      summary: `Gradient of ${rule.name}: its derivative at the ${rule.from} times what comes from above.`,
      equation: rule.derivativeEquation,
      shapes: 'f32[…], f32[…] → same',
      numerics: rule.doc.numerics,
      source: rule.doc.source,
    },
    infer: ([x, g], attrs) => {
      requireFloat(`${rule.name}Grad`, rule.from, x);
      requireFloat(`${rule.name}Grad`, 'the gradient', g);
      requireShape(`${rule.name}Grad`, 'the gradient', g, x.shape, `the ${rule.from}`);
      requireParameter(`${rule.name}Grad`, attrs);
      return x;
    },
    gradient: { notDifferentiable: 'first derivatives only' },
    reference:
      ({ attrs, data: [x, g], out }) =>
      () =>
        rule.backward(x, g, out, parameterOf(attrs)),
    ...(rule.quick ? { fast: quickGrad(rule.code) } : {}),
    kernel: ({ attrs, output }) =>
      kernelOf('unary-grad', gradShader, rule.code, parameterOf(attrs), output),
    provenance: ({ attrs, flat, value }) => ({
      terms: [
        { input: 0, flat },
        { input: 1, flat },
      ],
      expr: {
        kind: 'call',
        fn: 'mul',
        args: [
          rule.explainDerivative(value(0, flat), parameterOf(attrs)),
          { kind: 'term', index: 1 },
        ],
      },
    }),
    samples: samples.map((s) => ({ ...s, inputs: [s.inputs[0], { shape: s.inputs[0].shape }] })),
    tolerance: rule.tolerance,
  });
  const op: OpDef<UnaryAttrs<K>> = defineOp<UnaryAttrs<K>>({
    name: rule.name,
    doc: { family: 'activation', ...rule.doc, shapes: 'f32[…] → same' },
    infer: ([x], attrs) => {
      requireFloat(rule.name, 'the input', x);
      requireParameter(rule.name, attrs);
      return x;
    },
    gradient: ({ b, attrs, inputs: [x], output, grad }): Node[] => [
      b.apply(gradOp, [rule.from === 'input' ? x : output, grad], attrs, { axes: x.axes }),
    ],
    reference:
      ({ attrs, data: [x], out }) =>
      () =>
        rule.forward(x, out, parameterOf(attrs)),
    ...(rule.quick ? { fast: quick(rule.code) } : {}),
    kernel: ({ attrs, output }) => kernelOf('unary', shader, rule.code, parameterOf(attrs), output),
    provenance: ({ attrs, flat, value }) => ({
      terms: [{ input: 0, flat }],
      expr: rule.explain(value(0, flat), parameterOf(attrs)),
    }),
    samples,
    tolerance: rule.tolerance,
  });
  return { op, gradOp };
}

const quick =
  (code: number) =>
  ({ data: [x], out }: ReferenceUse) =>
    withKernels({ data: [x, out], writes: [1] }, (kernels, [from, to]) => () => {
      kernels.unary(code, from, to, out.length);
    });

const quickGrad =
  (code: number) =>
  ({ data: [x, g], out }: ReferenceUse) =>
    withKernels({ data: [x, g, out], writes: [2] }, (kernels, [at, above, to]) => () => {
      kernels.unaryGrad(code, at, above, to, out.length);
    });

function kernelOf(
  name: string,
  source: string,
  operation: number,
  parameter: number,
  output: TensorType,
) {
  const count = sizeOf(output.shape);
  return {
    shader: name,
    source,
    entryPoint: 'main',
    constants: { operation, count, parameter },
    workgroups: grid(count),
  };
}

const SAMPLES: readonly UnarySample[] = [
  { title: 'a matrix', input: { shape: [3, 5] } },
  { title: 'one element', input: { shape: [1] } },
  { title: 'more than one workgroup', input: { shape: [7, 19] } },
  {
    title: 'values far from zero, where naive exponentials overflow',
    input: { shape: [6], fill: { values: [-1e4, -90, -12, 12, 90, 1e4] } },
  },
];

/** Samples for functions of positive numbers. */
export const POSITIVE_SAMPLES: readonly UnarySample[] = [
  { title: 'a matrix', input: { shape: [3, 5], fill: 'positive' } },
  { title: 'one element', input: { shape: [1], fill: 'positive' } },
  { title: 'more than one workgroup', input: { shape: [7, 19], fill: 'positive' } },
  { title: 'near 0', input: { shape: [4], fill: { values: [0.2, 0.3, 0.5, 0.9] } } },
  { title: 'large values', input: { shape: [3], fill: { values: [50, 1000, 300] } } },
];
