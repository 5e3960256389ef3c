import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import type { AttrValue } from '../graph/op';
import { add } from '../ops/add';
import { mul } from '../ops/mul';
import { input } from '../ops/source';
import { sum } from '../ops/sum';
import type { TensorData } from '../tensor/types';

/** A tensor of a truth/1 file: results of PyTorch in double precision, rounded to float32. */
export interface TruthTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** NaN and infinities are strings. */
  readonly data: readonly (number | string)[];
}

export interface TruthCase {
  readonly name: string;
  readonly op: string;
  readonly attrs: Readonly<Record<string, AttrValue | null>>;
  readonly inputs: Readonly<Record<string, TruthTensor>>;
  readonly params?: Readonly<Record<string, TruthTensor>>;
  readonly outputs: Readonly<Record<string, TruthTensor>>;
  /** loss = Σ outputs·upstream; loss operations have none and are the loss themselves. */
  readonly upstream?: Readonly<Record<string, TruthTensor>>;
  readonly loss: number;
  readonly grads: Readonly<Record<string, TruthTensor>>;
  /** PyTorch's own float32 rounding noise. */
  readonly dev32: {
    readonly loss: number;
    readonly outputs: Readonly<Record<string, number>>;
    readonly grads: Readonly<Record<string, number>>;
  };
}

/** Builds what a case describes from its inputs and parameters, and gives its outputs by name. */
export type TruthModel = (
  b: Builder,
  tensors: Readonly<Record<string, Node>>,
  attrs: TruthCase['attrs'],
) => Readonly<Record<string, Node>>;

/** The cases of one file, and how the engine builds each kind of them. */
export interface TruthSuite {
  readonly family: string;
  readonly cases: readonly TruthCase[];
  /** By the case's `op`. */
  readonly models: Readonly<Record<string, TruthModel>>;
  /** Values of `op` that the engine does not have. */
  readonly absent: readonly string[];
}

/** One tensor of a case to look at. */
export interface TruthCheck {
  readonly tensor: string;
  readonly expected: TruthTensor;
  readonly dev32: number;
}

/** The cases of a file, which is given as text. */
export function parseTruth(text: string): TruthCase[] {
  return (JSON.parse(text) as { cases: TruthCase[] }).cases;
}

/** Whole numbers as i32, everything else (bools as 0 and 1) as f32. */
export function typed({ dtype, data }: TruthTensor): TensorData {
  const numbers = data.map(Number);
  return /^u?int/.test(dtype) ? Int32Array.from(numbers) : Float32Array.from(numbers);
}

/**
 * How a tensor departs from the truth, or null when |x − ref| ≤ max(20·dev32, 2e-6 + 2e-5·max|ref|)
 * everywhere and what is not finite is the same.
 */
export function compare(actual: TensorData, expected: TruthTensor, dev32: number): string | null {
  const truth = expected.data.map(Number);
  if (actual.length !== truth.length) {
    return `${actual.length} elements instead of ${truth.length}`;
  }
  const largest = truth.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0);
  const allowed = Math.max(20 * dev32, 2e-6 + 2e-5 * largest);
  for (let i = 0; i < truth.length; i++) {
    const finite = Number.isFinite(truth[i]) && Number.isFinite(actual[i]);
    const agrees = finite
      ? Math.abs(actual[i] - truth[i]) <= allowed
      : Object.is(actual[i], truth[i]);
    if (!agrees) {
      return `element ${i} is ${actual[i]} instead of ${truth[i]} (${allowed.toExponential(1)} allowed)`;
    }
  }
  return null;
}

/** The graph of a case with its loss and all gradients, the values of its sources, and what to check. */
export function truthGraph(
  truth: TruthCase,
  model: TruthModel,
): { graph: Builder; values: Record<string, TensorData>; checks: TruthCheck[] } {
  const b = new Builder();
  const values: Record<string, TensorData> = {};
  const given = (name: string, tensor: TruthTensor): Node => {
    values[name] = typed(tensor);
    const dtype = values[name] instanceof Int32Array ? 'i32' : 'f32';
    return input(b, tensor.shape, { name, dtype });
  };
  const tensors: Record<string, Node> = {};
  for (const [name, tensor] of Object.entries({ ...truth.inputs, ...truth.params })) {
    tensors[name] = given(name, tensor);
  }
  const outputs = model(b, tensors, truth.attrs);
  const checks: TruthCheck[] = Object.entries(truth.outputs).map(([name, expected]) => ({
    tensor: outputs[name].name,
    expected,
    dev32: truth.dev32.outputs[name],
  }));

  const upstream = Object.entries(truth.upstream ?? {});
  const shares = upstream.map(([name, tensor]) =>
    sum(b, mul(b, outputs[name], given(`upstream:${name}`, tensor))),
  );
  const loss = shares.length > 0 ? shares.reduce((x, y) => add(b, x, y)) : outputs.out;
  checks.push({
    tensor: loss.name,
    expected: { shape: [], dtype: 'float32', data: [truth.loss] },
    dev32: truth.dev32.loss,
  });

  const gradients = appendGradients(b, loss, Object.keys(truth.grads));
  for (const [name, expected] of Object.entries(truth.grads)) {
    const gradient = gradients.get(name);
    if (!gradient) throw new Error(`${truth.name}: "${name}" got no gradient.`);
    checks.push({ tensor: gradient.name, expected, dev32: truth.dev32.grads[name] });
  }
  return { graph: b, values, checks };
}

/** What is wrong with computed tensors: one line per check that fails. */
export function failedChecks(
  checks: readonly TruthCheck[],
  read: (tensor: string) => TensorData,
): string[] {
  return checks.flatMap(({ tensor, expected, dev32 }) => {
    const why = compare(read(tensor), expected, dev32);
    return why ? [`${tensor}: ${why}`] : [];
  });
}
