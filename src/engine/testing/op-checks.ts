import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import { e, evaluate } from '../graph/expr';
import type { AnyOp, OpSample } from '../graph/op';
import { mul } from '../ops/mul';
import { input } from '../ops/source';
import { sum } from '../ops/sum';
import { sizeOf, zeros } from '../tensor/shape';
import type { TensorData, TensorType } from '../tensor/types';
import { disagreement } from './agree';
import { doubleZeros, evaluateGraph } from './evaluate';
import { normal, sampleInputs, seededRandom } from './samples';

const runtime = { seed: 0xdecade, step: 3, cursor: 2 };
const DIRECTIONS = 3;

/** A sample in double precision, ready to run. */
export function prepared(op: AnyOp, sample: OpSample) {
  const given = sampleInputs(sample);
  const types = typesOf(sample);
  const data = types.map((type, i) => {
    const values = doubleZeros(type);
    values.set(given[i]);
    return values;
  });
  const type = op.infer(types, sample.attrs);
  const out = doubleZeros(type);
  const run = op.reference({
    attrs: sample.attrs,
    inputs: types,
    output: type,
    data,
    out,
    runtime,
  });
  return { run, out, data, types, type };
}

/** Whether there is something to differentiate, and by something. */
export function hasRealNumbers(op: AnyOp, sample: OpSample): boolean {
  const types = typesOf(sample);
  const isReal = (type: TensorType) => type.dtype === 'f32';
  return types.some(isReal) && isReal(op.infer(types, sample.attrs));
}

/** Types of a sample's inputs. */
export function typesOf(sample: OpSample): TensorType[] {
  return sample.inputs.map(({ shape, dtype = 'f32' }) => ({ dtype, shape }));
}

/**
 * Puts the terms of explanations into their formulas, for random cells.
 * @returns the cells whose value is not what the formula gives
 */
export function explanationErrors(op: AnyOp, sample: OpSample, cells: number): string[] {
  const { run, out, data, types, type } = prepared(op, sample);
  run();
  const element = (input: number | 'output', flat: number): number => {
    const value = (input === 'output' ? out : data[input])[flat];
    if (value === undefined) throw new Error(`${op.name}: no element ${flat} of ${input}`);
    return value;
  };
  const random = seededRandom(2);
  const errors: string[] = [];
  for (let i = 0; i < cells; i++) {
    const flat = Math.floor(random() * out.length);
    const { terms, expr } = op.provenance({
      attrs: sample.attrs,
      inputs: types,
      output: type,
      flat,
      value: element,
      runtime,
    });
    const filled = terms.map(({ input, flat, weight = 1 }) => ({
      value: element(input, flat),
      weight: typeof weight === 'number' ? weight : element(weight.input, weight.flat),
    }));
    const value = evaluate(expr ?? e.weightedSum(terms.length), filled);
    const same = Number.isFinite(out[flat])
      ? Math.abs(value - out[flat]) <= 1e-6 * (1 + Math.abs(out[flat]))
      : Object.is(value, out[flat]);
    if (!same) errors.push(`cell ${flat}: the terms give ${value}, the value is ${out[flat]}`);
  }
  return errors;
}

/**
 * Compares the gradient of L = Σ output·upstream with (L(x + εd) − L(x − εd)) / 2ε along random
 * directions d, all in double precision. What is not finite takes no part.
 */
export function gradientErrors(op: AnyOp, sample: OpSample): string[] {
  const { run, out, data, type } = prepared(op, sample);
  const random = seededRandom(3);
  run();
  const upstream = Float64Array.from(out, (v) => (Number.isFinite(v) ? normal(random) : 0));

  const b = new Builder();
  const sources = sample.inputs.map(({ shape, dtype }, i) =>
    input(b, shape, { name: `${i}`, dtype }),
  );
  const output = b.apply(op, sources, sample.attrs, { name: 'output' });
  const weights = input(b, type.shape, { name: 'upstream' });
  const names = sources.filter((node) => node.type.dtype === 'f32').map((node) => node.name);
  const gradients = appendGradients(b, sum(b, mul(b, output, weights)), names);
  const values = Object.fromEntries(sources.map((node, i) => [node.name, data[i]]));
  const results = evaluateGraph(
    b,
    { ...values, upstream: upstream as unknown as TensorData },
    { double: true, runtime },
  );

  const loss = () => {
    run();
    return upstream.reduce((total, u, i) => (u === 0 ? total : total + u * out[i]), 0);
  };
  const errors: string[] = [];
  for (const [i, x] of data.entries()) {
    const gradient = gradients.get(`${i}`);
    if (!gradient) continue;
    const computed = results.get(gradient.name) as TensorData;
    const origin = x.slice();
    const eps = 1e-5 * Math.max(1, ...origin.filter(Number.isFinite).map(Math.abs));
    for (let k = 0; k < DIRECTIONS; k++) {
      const direction = Array.from(origin, (v) => (Number.isFinite(v) ? normal(random) : 0));
      const at = (t: number) => {
        for (let j = 0; j < x.length; j++) {
          x[j] = direction[j] === 0 ? origin[j] : origin[j] + t * direction[j];
        }
        return loss();
      };
      const difference = (at(eps) - at(-eps)) / (2 * eps);
      x.set(origin);
      const slope = direction.reduce((s, d, j) => (d === 0 ? s : s + d * computed[j]), 0);
      if (
        !(
          Math.abs(slope - difference) <=
          1e-5 * (Math.sqrt(sizeOf(type.shape)) + Math.abs(difference))
        )
      ) {
        errors.push(`input ${i}: the gradient says ${slope}, finite differences ${difference}`);
      }
    }
  }
  return errors;
}

/** How the quicker way on the CPU departs from the reference; null where it does not, or there is none. */
export function fastError(op: AnyOp, sample: OpSample): string | null {
  const inputs = typesOf(sample);
  const output = op.infer(inputs, sample.attrs);
  const use = { attrs: sample.attrs, inputs, output, data: sampleInputs(sample), runtime };
  const [expected, actual] = [zeros(output), zeros(output)];
  const run = op.fast?.({ ...use, out: actual });
  if (!run) return null;
  op.reference({ ...use, out: expected })();
  run();
  return disagreement(actual, expected, op.tolerance);
}
