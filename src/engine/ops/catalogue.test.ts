import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import { e, evaluate } from '../graph/expr';
import type { AnyOp, OpSample } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import type { TensorData, TensorType } from '../tensor/types';
import { doubleZeros, evaluateGraph } from '../testing/evaluate';
import { normal, sampleInputs, seededRandom } from '../testing/samples';
import { OPS } from './catalogue';
import { mul } from './mul';
import { input } from './source';
import { sum } from './sum';

const runtime = { seed: 0xdecade, step: 3, cursor: 2 };
const DIRECTIONS = 3;
const CELLS = 6;

describe('the catalogue', () => {
  test('names every operation once', () => {
    const names = OPS.map((op) => op.name);
    expect([...new Set(names)]).toEqual(names);
  });

  test.each(OPS)('$name says what it does, in a formula that can be typeset', ({ doc }) => {
    expect(doc.summary).toMatch(/^\p{Lu}.*\.$/su);
    expect(doc.shapes).not.toBe('');
    expect(() => katex.renderToString(doc.equation, { throwOnError: true })).not.toThrow();
    expect(doc.equation).not.toBe('');
  });

  const computed = OPS.filter((op) => op.kernel !== 'source');
  test.each(computed)('$name has at least four samples', ({ samples }) => {
    expect(samples.length).toBeGreaterThanOrEqual(4);
    expect(new Set(samples.map((sample) => sample.title)).size).toBe(samples.length);
  });

  const withInputs = computed.filter((op) => op.samples.some((sample) => sample.inputs.length > 0));
  test.each(withInputs)('$name refuses inputs that do not fit and says so', (op) => {
    const refusals = misfits(op).flatMap(({ types, attrs }) => {
      try {
        op.infer(types, attrs);
        return [];
      } catch (error) {
        return [error];
      }
    });
    expect(refusals).not.toEqual([]);
    for (const error of refusals) {
      expect(error).toBeInstanceOf(ShapeError);
      expect((error as ShapeError).message).toContain(op.name);
    }
  });
});

describe.each(OPS.filter((op) => op.samples.length > 0))('$name', (op) => {
  describe.each(op.samples)('$title', (sample) => {
    test('writes every element, the same at each run', () => {
      const { run, out } = prepared(op, sample);
      out.fill(Number.NaN);
      run();
      const first = out.slice();
      out.fill(7);
      run();
      expect(out).toEqual(first);
    });

    test('every explained cell has the value that its terms give', () => {
      const { run, out, data, types, type } = prepared(op, sample);
      run();
      const element = (input: number | 'output', flat: number): number => {
        const values = input === 'output' ? out : data[input];
        expect(flat).toBeGreaterThanOrEqual(0);
        expect(flat).toBeLessThan(values.length);
        return values[flat];
      };
      const random = seededRandom(2);
      for (let i = 0; i < CELLS; i++) {
        const flat = Math.floor(random() * out.length);
        const { terms, expr } = op.provenance({
          attrs: sample.attrs,
          inputs: types,
          output: type,
          flat,
          value: (input, at) => (input === 'output' ? out : data[input])[at],
          runtime,
        });
        const filled = terms.map(({ input, flat, weight = 1 }) => ({
          value: element(input, flat),
          weight: typeof weight === 'number' ? weight : element(weight.input, weight.flat),
        }));
        const value = evaluate(expr ?? e.weightedSum(terms.length), filled);
        if (Number.isFinite(out[flat])) {
          expect(Math.abs(value - out[flat])).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(out[flat])));
        } else {
          expect(value).toBe(out[flat]);
        }
      }
    });

    if (typeof op.gradient === 'function' && hasRealNumbers(op, sample)) {
      test('the gradient agrees with finite differences', () => {
        expect(gradientErrors(op, sample)).toEqual([]);
      });
    }
  });
});

/** A sample in double precision, ready to run. */
function prepared(op: AnyOp, sample: OpSample) {
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
function hasRealNumbers(op: AnyOp, sample: OpSample): boolean {
  const types = typesOf(sample);
  const isReal = (type: TensorType) => type.dtype === 'f32';
  return types.some(isReal) && isReal(op.infer(types, sample.attrs));
}

function typesOf(sample: OpSample): TensorType[] {
  return sample.inputs.map(({ shape, dtype = 'f32' }) => ({ dtype, shape }));
}

/** Every sample with one input of the other element type, or of a shape that has nothing to do with it. */
function misfits(op: AnyOp): { types: TensorType[]; attrs: OpSample['attrs'] }[] {
  return op.samples.flatMap((sample) => {
    const types = typesOf(sample);
    return types.flatMap(({ dtype, shape }, i) =>
      [
        { dtype: dtype === 'f32' ? ('i32' as const) : ('f32' as const), shape },
        { dtype, shape: [...shape, 11] },
        { dtype, shape: [13, ...shape.slice(1)] },
        { dtype, shape: [] },
      ].map((wrong) => ({ types: types.with(i, wrong), attrs: sample.attrs })),
    );
  });
}

/**
 * Compares the gradient of L = Σ output·upstream with (L(x + εd) − L(x − εd)) / 2ε along random
 * directions d, all in double precision. What is not finite takes no part.
 */
function gradientErrors(op: AnyOp, sample: OpSample): string[] {
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
