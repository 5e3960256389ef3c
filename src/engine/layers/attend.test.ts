import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelContext } from './context';
import { TestGraph } from '../testing/test-graph';
import { LayerBench } from '../testing/layer-bench';
import { addPositions } from './positions';
import { attend, attentionPattern } from './scores';

const none = -Infinity;

describe('attend', () => {
  test('with all weight on one key copies its value', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.nat({ max: 4 }), { minLength: 3, maxLength: 3 }),
        (seed, chosen) => {
          const g = new TestGraph();
          const m = new ModelContext(g.b, true);
          const values = Array.from({ length: 10 }, (_, i) => Math.fround(Math.sin(seed + i)));
          const scores = chosen.flatMap((key) => [0, 1, 2, 3, 4].map((j) => (j === key ? 1e4 : 0)));
          const { z } = attend(m, 'attn', {
            scores: g.f32([1, 1, 3, 5], scores),
            values: g.f32([1, 1, 5, 2], values),
          });
          expect(g.read(z)).toEqual(
            chosen.flatMap((key) => [values[2 * key], values[2 * key + 1]]),
          );
        },
      ),
      { seed: 3, numRuns: 20 },
    );
  });

  test('the steps from scores to weights are tensors of their own, in this order', () => {
    const g = new TestGraph();
    const m = new ModelContext(g.b, true);
    const scores = g.f32([1, 2, 1, 3], [2, 4, 6, 2, 4, 6]);
    attentionPattern(m, 'attn', scores, {
      scale: 0.5,
      softCap: 2,
      bias: g.f32([3], [0, 1, 0]),
      mask: g.f32([3], [1, 1, 0]),
      sinks: g.f32([2], [0, 50]),
    });
    const capped = [1, 2, 3].map((s) => 2 * Math.tanh(s / 2));
    const close = (values: number[]) =>
      values.map((v) => (Number.isFinite(v) ? expect.closeTo(v, 5) : v));
    const read = (name: string) => g.read(g.b.get(`attn.${name}`));
    expect(read('scaled')).toEqual([1, 2, 3, 1, 2, 3]);
    expect(read('capped')).toEqual(close([...capped, ...capped]));
    const biased = [capped[0], capped[1] + 1];
    expect(read('masked')).toEqual(close([...biased, none, ...biased, none]));
    expect(read('sunk')).toEqual(close([...biased, none, 0, ...biased, none, 50]));
    const exps = biased.map(Math.exp);
    const total = exps[0] + exps[1] + 1;
    expect(read('pattern')).toEqual(close([exps[0] / total, exps[1] / total, 0, 0, 0, 0]));
  });

  test('only what is asked for is there', () => {
    const g = new TestGraph();
    attentionPattern(new ModelContext(g.b, true), 'attn', g.f32([1, 1, 2, 2], [1, 2, 3, 4]), {});
    const named = g.b.nodes.filter(({ name }) => name.startsWith('attn.'));
    expect(named.map(({ name }) => name)).toEqual(['attn.pattern']);
  });

  test('a query that may attend nothing gets zeros, and so does one with a sink alone', () => {
    const g = new TestGraph();
    const m = new ModelContext(g.b, true);
    const scores = g.f32([1, 1, 2, 2], [1, 2, 3, 4]);
    const mask = g.f32([2, 2], [0, 0, 1, 0]);
    const values = g.f32([1, 1, 2, 1], [5, 7]);
    const plain = attend(m, 'plain', { scores, values, mask });
    expect(g.read(plain.pattern)).toEqual([0, 0, 1, 0]);
    expect(g.read(plain.z)).toEqual([0, 5]);
    const sunk = attend(m, 'sunk', { scores, values, mask, sinks: g.f32([1], [3]) });
    expect(g.read(sunk.pattern)).toEqual([0, 0, 0.5, 0]);
    expect(g.read(sunk.z)).toEqual([0, 2.5]);
  });

  test('refuses sinks that are not one for each head', () => {
    const g = new TestGraph();
    const build = () =>
      attentionPattern(new ModelContext(g.b, true), 'attn', g.f32([1, 1, 1, 2], [1, 2]), {
        sinks: g.f32([2], [1, 2]),
      });
    expect(build).toThrow(/^attn: sinks of shape \[2\] .* one for each head/);
  });
});

describe('positions of words', () => {
  const added = (positions: Parameters<typeof addPositions>[3]) =>
    new LayerBench((m, x) => addPositions(m, 'positions', x, positions), [2, 3, 4]);

  test('a learned table adds its first rows to every example', () => {
    const bench = added({ kind: 'learned', maxLength: 5 });
    const values = bench.values(1);
    const table = values['positions.table'];
    expect(table.length).toBe(20);
    expect(bench.read(values)).toEqual(values.x.map((v, i) => v + table[i % 12]));
  });

  test('sinusoids are added likewise', () => {
    const bench = added({ kind: 'sinusoidal' });
    const values = bench.values(1);
    // The second word, first feature: sin 1.
    expect(bench.read(values)[4]).toBeCloseTo(values.x[4] + Math.sin(1), 12);
  });

  test.each(['none', 'rotary', 'alibi', 't5'] as const)('%s leaves the words alone', (kind) => {
    const bench = added({ kind });
    expect(bench.y.name).toBe('x');
  });

  test('a table that is too short is refused', () => {
    expect(() => added({ kind: 'learned', maxLength: 2 })).toThrow(
      /^positions: there are 3 positions and a table of 2; learn more/,
    );
  });
});
