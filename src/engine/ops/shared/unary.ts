import gradShader from '../../../shaders/unary-grad.wgsl?raw';
import shader from '../../../shaders/unary.wgsl?raw';
import type { Expr } from '../../graph/expr';
import type { Node } from '../../graph/node';
import { defineOp, type OpDef, type OpDoc, type OpSample } from '../../graph/op';
import { sizeOf } from '../../tensor/shape';
import type { TensorData, TensorType } from '../../tensor/types';
import { requireFloat, requireShape } from './check';
import { grid } from './grid';

export type NoAttrs = Record<never, never>;

/** A function of one number: itself, its derivative, and both as explanations. */
export interface UnaryRule {
  readonly name: string;
  /** The number of its case in unary.wgsl and unary-grad.wgsl. */
  readonly code: number;
  /** The family is `activation` unless given. */
  readonly doc: Omit<OpDoc, 'shapes' | 'family'> & Partial<Pick<OpDoc, 'family'>>;
  /** Each rule has loops of its own: a function called for every element would be several times slower. */
  readonly forward: (x: TensorData, out: TensorData) => void;
  /** f'·g, with f' at the input or, where `from` says so, from the output. */
  readonly backward: (at: TensorData, g: TensorData, out: TensorData) => void;
  readonly from: 'input' | 'output';
  readonly derivativeEquation: string;
  readonly explain: (x: number) => Expr;
  readonly explainDerivative: (at: number) => Expr;
  readonly tolerance: { readonly abs: number; readonly rel: number };
}

export interface UnaryOps {
  readonly op: OpDef<NoAttrs>;
  readonly gradOp: OpDef<NoAttrs>;
}

/** An activation and its gradient `f'(x)·g` as two operations. */
export function defineUnary(rule: UnaryRule): UnaryOps {
  const gradOp = defineOp<NoAttrs>({
    name: `${rule.name}Grad`,
    doc: {
      family: rule.doc.family ?? 'activation',
      summary: `Gradient of ${rule.name}: its derivative at the ${rule.from} times what comes from above.`,
      equation: rule.derivativeEquation,
      shapes: 'f32[…], f32[…] → same',
      numerics: rule.doc.numerics,
      source: rule.doc.source,
    },
    infer: ([x, g]) => {
      requireFloat(`${rule.name}Grad`, rule.from, x);
      requireFloat(`${rule.name}Grad`, 'the gradient', g);
      requireShape(`${rule.name}Grad`, 'the gradient', g, x.shape, `the ${rule.from}`);
      return x;
    },
    gradient: { notDifferentiable: 'first derivatives only' },
    reference:
      ({ data: [x, g], out }) =>
      () =>
        rule.backward(x, g, out),
    kernel: ({ output }) => kernelOf('unary-grad', gradShader, rule.code, output),
    provenance: ({ flat, value }) => ({
      terms: [
        { input: 0, flat },
        { input: 1, flat },
      ],
      expr: {
        kind: 'call',
        fn: 'mul',
        args: [rule.explainDerivative(value(0, flat)), { kind: 'term', index: 1 }],
      },
    }),
    samples: SAMPLES.map((s) => ({ ...s, inputs: [s.inputs[0], { shape: s.inputs[0].shape }] })),
    tolerance: rule.tolerance,
  });
  const op: OpDef<NoAttrs> = defineOp<NoAttrs>({
    name: rule.name,
    doc: { family: 'activation', ...rule.doc, shapes: 'f32[…] → same' },
    infer: ([x]) => {
      requireFloat(rule.name, 'the input', x);
      return x;
    },
    gradient: ({ b, inputs: [x], output, grad }): Node[] => [
      b.apply(gradOp, [rule.from === 'input' ? x : output, grad], {}, { axes: x.axes }),
    ],
    reference:
      ({ data: [x], out }) =>
      () =>
        rule.forward(x, out),
    kernel: ({ output }) => kernelOf('unary', shader, rule.code, output),
    provenance: ({ flat, value }) => ({
      terms: [{ input: 0, flat }],
      expr: rule.explain(value(0, flat)),
    }),
    samples: SAMPLES,
    tolerance: rule.tolerance,
  });
  return { op, gradOp };
}

function kernelOf(name: string, source: string, operation: number, output: TensorType) {
  const count = sizeOf(output.shape);
  return {
    shader: name,
    source,
    entryPoint: 'main',
    constants: { operation, count },
    workgroups: grid(count),
  };
}

const SAMPLES: readonly OpSample<NoAttrs>[] = [
  { title: 'a matrix', attrs: {}, inputs: [{ shape: [3, 5] }] },
  { title: 'one element', attrs: {}, inputs: [{ shape: [1] }] },
  { title: 'more than one workgroup', attrs: {}, inputs: [{ shape: [7, 19] }] },
  {
    title: 'values far from zero, where naive exponentials overflow',
    attrs: {},
    inputs: [{ shape: [6], fill: { values: [-1e4, -90, -12, 12, 90, 1e4] } }],
  },
];
