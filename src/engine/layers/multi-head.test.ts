import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { input } from '../ops/source';
import { seededRandom } from '../testing/samples';
import {
  attnTensor,
  crossBench,
  selfBench,
  type AttentionSettings,
} from '../testing/attention-bench';
import { distance, LayerBench, type Values } from '../testing/layer-bench';
import {
  columns,
  dot,
  type Matrix,
  matrixOf,
  plus,
  times,
  weightsOf,
} from '../testing/naive-attention';
import { queryPool } from './attention';
import { multiHeadAttention } from './multi-head';

const runs = { seed: 17, numRuns: 30 };
const small = fc.integer({ min: 1, max: 4 });

/** Zeros and ones; the first row is 0 where there are several. */
function randomMask(seed: number, length: number, row: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length }, (_, i) => {
    const keep = random() < 0.6 ? 1 : 0;
    return i < row && length > row ? 0 : keep;
  });
}

const uses = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  queries: small,
  keys: small,
  groups: fc.integer({ min: 1, max: 3 }),
  sharing: fc.integer({ min: 1, max: 3 }),
  widths: fc.tuple(small, small, small, small, small),
  softCap: fc.option(fc.double({ min: 0.5, max: 5, noNaN: true }), { nil: undefined }),
  place: fc.constantFrom<Partial<AttentionSettings>>(
    {},
    { causal: true },
    { window: { before: 1, after: 1 } },
    { window: { before: 1, after: 2 }, causal: true },
  ),
  sinks: fc.boolean(),
  biases: fc.boolean(),
  seed: fc.nat(),
});

describe('multi-head attention', () => {
  test('is what its definition says: widths, shared heads, masks, biases, caps and sinks', () => {
    fc.assert(
      fc.property(uses, ({ batch, queries, keys, groups, sharing, seed, ...use }) => {
        const heads = groups * sharing;
        const [queryIn, keyIn, keyWidth, valueWidth, outWidth] = use.widths;
        const { softCap, place, sinks, biases } = use;
        const bench = crossBench([batch, queries, queryIn], [batch, keys, keyIn], (m) => ({
          ...place,
          heads,
          keyValueHeads: groups,
          keyWidth,
          valueWidth,
          outWidth,
          softCap,
          sinks,
          biases,
          bias: input(m.b, [heads, queries, keys], { name: 'scoreBias' }),
          mask: input(m.b, [batch, 1, queries, keys], { name: 'mask' }),
        }));
        const values = bench.values(seed);
        values.mask = randomMask(seed, values.mask.length, keys);
        const read = bench.run(values);

        const parameter = (name: string, from: number, to: number) =>
          matrixOf(values[`attn.${name}`], [from, to]);
        const project = (x: Matrix, name: string, to: number) => {
          const product = times(x, parameter(`W${name}`, x[0].length, to));
          return biases ? plus(product, values[`attn.b${name}`]) : product;
        };
        const pattern: number[] = [];
        const out: number[] = [];
        for (let n = 0; n < batch; n++) {
          const x = matrixOf(values.x, [queries, queryIn], n * queries * queryIn);
          const y = matrixOf(values.keys, [keys, keyIn], n * keys * keyIn);
          const q = project(x, 'q', heads * keyWidth);
          const k = project(y, 'k', groups * keyWidth);
          const v = project(y, 'v', groups * valueWidth);
          const z: number[][] = x.map(() => []);
          for (let h = 0; h < heads; h++) {
            const g = Math.floor(h / sharing);
            const ownQ = columns(q, h * keyWidth, keyWidth);
            const ownK = columns(k, g * keyWidth, keyWidth);
            const ownV = columns(v, g * valueWidth, valueWidth);
            ownQ.forEach((qi, i) => {
              const scores = ownK.map((kj, j) => {
                const scaled = dot(qi, kj) / Math.sqrt(keyWidth);
                const capped = softCap ? softCap * Math.tanh(scaled / softCap) : scaled;
                return capped + values.scoreBias[(h * queries + i) * keys + j];
              });
              const { before = Infinity, after = Infinity } = place.window ?? {};
              const weights = weightsOf(
                scores,
                (j) =>
                  values.mask[(n * queries + i) * keys + j] === 1 &&
                  j >= i - before &&
                  j <= i + (place.causal ? 0 : after),
                sinks ? values['attn.sinks'][h] : undefined,
              );
              pattern.push(...weights);
              z[i].push(...times([weights], ownV)[0]);
            });
          }
          out.push(...project(z, 'o', outWidth).flat());
        }
        expect(distance(read(attnTensor(bench, 'pattern')), pattern)).toBeLessThan(1e-10);
        expect(distance(read(bench.y), out)).toBeLessThan(1e-10);
      }),
      runs,
    );
  });

  test('rows of weights sum to 1, to less with sinks, or are all 0 with everything masked', () => {
    fc.assert(
      fc.property(uses, ({ batch, queries, keys, groups, sharing, sinks, place, seed }) => {
        const heads = groups * sharing;
        const bench = crossBench([batch, queries, heads], [batch, keys, 3], (m) => ({
          ...place,
          heads,
          sinks,
          mask: input(m.b, [queries, keys], { name: 'mask' }),
        }));
        const values = bench.values(seed);
        values.mask = randomMask(seed, queries * keys, keys);
        const read = bench.run(values);
        const pattern = matrixOf(read(attnTensor(bench, 'pattern')), [
          batch * heads * queries,
          keys,
        ]);
        const z = matrixOf(read(attnTensor(bench, 'z')), [pattern.length, 1]);
        const masked = matrixOf(read(attnTensor(bench, 'masked')), [pattern.length, keys]);
        pattern.forEach((row, i) => {
          const total = row.reduce((s, v) => s + v, 0);
          const empty = masked[i].every((score) => score === -Infinity);
          if (empty) expect([...row, ...z[i]]).toEqual([...row, 0].fill(0));
          else if (sinks) expect(total).toBeLessThan(1);
          else expect(total).toBeCloseTo(1, 12);
        });
      }),
      runs,
    );
  });

  test('permuting keys and values together permutes the weights and leaves the sums', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc
          .integer({ min: 2, max: 5 })
          .chain((n) =>
            fc.shuffledSubarray([...new Array<number>(n).keys()], { minLength: n, maxLength: n }),
          ),
        (seed, order) => {
          const keys = order.length;
          const bench = crossBench([1, 3, 4], [1, keys, 5], () => ({ heads: 2 }));
          const values = bench.values(seed);
          const moved = Float64Array.from(
            order.flatMap((from) => matrixOf(values.keys, [keys, 5])[from]),
          );
          const [read, readMoved] = [bench.run(values), bench.run({ ...values, keys: moved })];
          const pattern = matrixOf(read(attnTensor(bench, 'pattern')), [6, keys]);
          const permuted = pattern.flatMap((row) => order.map((from) => row[from]));
          expect(distance(readMoved(attnTensor(bench, 'pattern')), permuted)).toBeLessThan(1e-12);
          expect(distance(readMoved(bench.y), read(bench.y))).toBeLessThan(1e-12);
        },
      ),
      runs,
    );
  });

  test('causal: changing later words leaves earlier rows as they are, to the last bit', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom<AttentionSettings['positions']>(
          { kind: 'none' },
          { kind: 'rotary' },
          { kind: 'alibi' },
          { kind: 't5', bidirectional: false },
        ),
        (seed, from, positions) => {
          const bench = selfBench([2, 5, 4], { heads: 2, causal: true, positions });
          const values = bench.values(seed);
          const x = values.x.map((v, i) => (Math.floor(i / 4) % 5 >= from ? v + 1 + (i % 3) : v));
          const [before, after] = [bench.read(values), bench.read({ ...values, x })];
          before.forEach((v, i) => {
            const earlier = Math.floor(i / 4) % 5 < from;
            expect(after[i] === v).toBe(earlier);
          });
        },
      ),
      runs,
    );
  });

  test('a window is full attention with the band as a mask', () => {
    fc.assert(
      fc.property(fc.nat(), small, small, (seed, before, after) => {
        const bench = selfBench([1, 6, 4], { heads: 2, window: { before, after } });
        const full = new LayerBench(
          (m, x) => {
            const mask = input(m.b, [6, 6], { name: 'band' });
            return multiHeadAttention(m, 'attn', { query: x, key: x, heads: 2, mask }).out;
          },
          [1, 6, 4],
        );
        const values = bench.values(seed);
        const band = Float64Array.from({ length: 36 }, (_, at) => {
          const back = Math.floor(at / 6) - (at % 6);
          return back <= before && -back <= after ? 1 : 0;
        });
        expect(full.read({ ...values, band })).toEqual(bench.read(values));
      }),
      runs,
    );
  });

  test('shared keys and values are those of as many heads with repeated weights', () => {
    fc.assert(
      fc.property(fc.nat(), small, small, (seed, groups, sharing) => {
        const heads = groups * sharing;
        const [keyWidth, width] = [2, 3];
        const settings = { heads, keyWidth, valueWidth: keyWidth };
        const shared = selfBench([2, 3, width], { ...settings, keyValueHeads: groups });
        const full = selfBench([2, 3, width], settings);
        const values = shared.values(seed);
        const repeated: Values = { ...values };
        for (const name of ['Wk', 'bk', 'Wv', 'bv']) {
          const own = values[`attn.${name}`];
          const rows = matrixOf(own, [own.length / (groups * keyWidth), groups * keyWidth]);
          repeated[`attn.${name}`] = Float64Array.from(
            rows.flatMap((row) =>
              Array.from({ length: heads }, (_, h) =>
                row.slice(Math.floor(h / sharing) * keyWidth).slice(0, keyWidth),
              ).flat(),
            ),
          );
        }
        expect(distance(shared.read(values), full.read(repeated))).toBeLessThan(1e-12);
      }),
      runs,
    );
  });

  test('learned queries are the same for every example, and see only what the mask keeps', () => {
    const bench = new LayerBench(
      (m, x) => {
        const mask = input(m.b, [2, 3], { name: 'mask' });
        return queryPool(m, 'attn', x, { queries: 2, heads: 2, mask }).out;
      },
      [2, 3, 4],
    );
    expect(bench.y.type.shape).toEqual([2, 2, 4]);
    const values: Values = { ...bench.values(3), mask: Float64Array.of(1, 1, 0, 1, 1, 0) };
    // Both examples have the same words; the last is masked and different.
    values.x = values.x.map((v, i) => (i % 12 < 8 ? values.x[i % 12] : v));
    const out = bench.read(values);
    expect(out.slice(8)).toEqual(out.slice(0, 8));
  });
});
