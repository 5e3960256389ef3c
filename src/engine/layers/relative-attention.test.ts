import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { input } from '../ops/source';
import { distance, LayerBench, slopes } from '../testing/layer-bench';
import { columns, dot, matrixOf, times, weightsOf } from '../testing/naive-attention';
import { relativeAttention, type RelativeAttentionOptions } from './relative-attention';

const BATCH = 2;
const HEADS = 2;
const WIDTH = 6;

function bench(queries: number, past: number, settings: Partial<RelativeAttentionOptions> = {}) {
  return new LayerBench(
    (m, x) => {
      const memory = past > 0 ? input(m.b, [BATCH, past, WIDTH], { name: 'memory' }) : undefined;
      return relativeAttention(m, 'attn', x, { heads: HEADS, memory, ...settings }).out;
    },
    [BATCH, queries, WIDTH],
  );
}

/** The encoding of a distance: Dai et al. 2019, section 3.3. */
const encoding = (back: number) =>
  Array.from({ length: WIDTH }, (_, c) => {
    const angle = back / 10_000 ** ((c - (c % 2)) / WIDTH);
    return c % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });

describe('relative attention', () => {
  const uses = fc.record({
    seed: fc.nat(),
    queries: fc.integer({ min: 1, max: 4 }),
    past: fc.nat({ max: 3 }),
    causal: fc.boolean(),
  });

  test('its four terms, their sum and the output are those of a double loop', () => {
    fc.assert(
      fc.property(uses, ({ seed, queries, past, causal }) => {
        const made = bench(queries, past, { causal });
        const values = made.values(seed);
        const read = made.run(values);
        const keys = past + queries;
        const head = WIDTH / HEADS;
        const weight = (name: string) => matrixOf(values[`attn.W${name}`], [WIDTH, WIDTH]);
        const [u, w] = ['u', 'vBias'].map((name) =>
          matrixOf(values[`attn.${name}`], [HEADS, head]),
        );
        const terms = { a: [], b: [], c: [], d: [] } as Record<string, number[]>;
        const scores: number[] = [];
        const out: number[] = [];
        for (let n = 0; n < BATCH; n++) {
          const x = matrixOf(values.x, [queries, WIDTH], n * queries * WIDTH);
          const before = past ? matrixOf(values.memory, [past, WIDTH], n * past * WIDTH) : [];
          const all = [...before, ...x];
          const [q, k, v] = [
            times(x, weight('q')),
            times(all, weight('k')),
            times(all, weight('v')),
          ];
          const z = x.map((): number[] => []);
          for (let h = 0; h < HEADS; h++) {
            const own = (rows: number[][]) => columns(rows, h * head, head);
            own(q).forEach((qi, i) => {
              const row = own(k).map((kj, j) => {
                const [r] = own(times([encoding(past + i - j)], weight('r')));
                const parts = [dot(qi, kj), dot(qi, r), dot(u[h], kj), dot(w[h], r)];
                terms.a.push(parts[0]);
                terms.b.push(parts[1]);
                if (i === 0) terms.c.push(parts[2]);
                if (n === 0) terms.d.push(parts[3]);
                return parts.reduce((s, part) => s + part, 0);
              });
              scores.push(...row);
              const weights = weightsOf(
                row.map((s) => s / Math.sqrt(head)),
                (j) => !causal || j <= past + i,
              );
              z[i].push(...times([weights], own(v))[0]);
            });
          }
          out.push(...times(z, weight('o')).flat());
        }
        for (const [name, expected] of Object.entries(terms)) {
          expect(distance(read(made.b.get(`attn.${name}`)), expected)).toBeLessThan(1e-10);
        }
        expect(made.b.get('attn.scores').type.shape).toEqual([BATCH, HEADS, queries, keys]);
        expect(distance(read(made.b.get('attn.scores')), scores)).toBeLessThan(1e-10);
        expect(distance(read(made.y), out)).toBeLessThan(1e-10);
      }),
      { seed: 31, numRuns: 30 },
    );
  });

  test('a window moves with the words, past the memory', () => {
    const made = bench(3, 2, { window: { before: 1, after: 1 }, causal: false });
    const read = made.run(made.values(1));
    const pattern = matrixOf(read(made.b.get('attn.pattern')), [3, 5]);
    const attended = pattern.map((row) => row.map((weight) => (weight > 0 ? 1 : 0)));
    expect(attended).toEqual([
      [0, 1, 1, 1, 0],
      [0, 0, 1, 1, 1],
      [0, 0, 0, 1, 1],
    ]);
  });

  test('gradients agree with central differences, and none reaches the memory', () => {
    const made = bench(3, 2);
    const values = made.values(9);
    const names = Object.keys(values).filter((name) => name !== 'memory');
    for (const { name, computed, difference } of slopes(made, values, names)) {
      expect
        .soft(Math.abs(computed - difference), name)
        .toBeLessThan(1e-7 * (1 + Math.abs(difference)));
    }
    expect(made.b.find('grad:memory')).toBeUndefined();
  });

  test('refuses a memory of other examples or of another width', () => {
    const build = (shape: readonly number[]) => () =>
      new LayerBench(
        (m, x) =>
          relativeAttention(m, 'attn', x, { heads: 2, memory: input(m.b, shape, { name: 'old' }) })
            .out,
        [2, 3, 4],
      );
    expect(build([1, 3, 4])).toThrow(/^attn: "x" has shape \[2,3,4\] and "old" .* same batch/);
    expect(build([2, 3, 5])).toThrow(/same width/);
  });
});
