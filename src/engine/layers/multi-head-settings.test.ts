import { describe, expect, test } from 'vitest';
import { input } from '../ops/source';
import { GraphError } from '../tensor/errors';
import {
  attnTensor,
  crossBench,
  selfBench,
  type AttentionSettings,
} from '../testing/attention-bench';
import { LayerBench, slopes } from '../testing/layer-bench';
import { matrixOf } from '../testing/naive-attention';
import { keyMask } from './masks';
import { multiHeadAttention } from './multi-head';

describe('positions in attention', () => {
  /** Scores of words that are all the same, so that only positions tell them apart. */
  const scoresOfOneWord = (settings: AttentionSettings, name: string) => {
    const bench = selfBench([1, 5, 4], settings);
    const values = bench.values(4);
    values.x = values.x.map((_, i) => values.x[i % 4]);
    return matrixOf(bench.run(values)(attnTensor(bench, name)), [5 * settings.heads, 5]);
  };

  test.each([
    ['rotary', { kind: 'rotary' }, 'scores'],
    ['rotary by halves', { kind: 'rotary', pairs: 'halves', base: 7 }, 'scores'],
    ['alibi', { kind: 'alibi' }, 'biased'],
    ['t5', { kind: 't5', buckets: 4, maxDistance: 4 }, 'biased'],
  ] as const)('%s: scores depend on the distance alone', (_, positions, name) => {
    const scores = scoresOfOneWord({ heads: 2, positions }, name);
    for (const h of [0, 5]) {
      for (let i = 1; i < 5; i++) {
        for (let j = 1; j < 5; j++) {
          expect(scores[h + i][j]).toBeCloseTo(scores[h + i - 1][j - 1], 10);
        }
      }
    }
    expect(new Set(scores[2].map((s) => s.toFixed(6))).size).toBeGreaterThan(2);
  });

  test('layers that name the same T5 table share it', () => {
    const positions = { kind: 't5', table: 'bias.table' } as const;
    const bench = new LayerBench(
      (m, x) => {
        const one = multiHeadAttention(m, 'one', { query: x, key: x, heads: 2, positions });
        return multiHeadAttention(m, 'two', { query: one.out, key: one.out, heads: 2, positions })
          .out;
      },
      [1, 3, 4],
    );
    const tables = bench.m.parameters.filter(({ name }) => name.includes('table'));
    expect(tables.map(({ name, shape }) => [name, shape])).toEqual([['bias.table', [32, 2]]]);
  });
});

test('gradients through whole layers agree with central differences', () => {
  const positions = [
    { kind: 'rotary', width: 2 },
    { kind: 'alibi' },
    { kind: 't5', buckets: 4, maxDistance: 4 },
  ] as const;
  for (const [k, position] of positions.entries()) {
    const bench = crossBench([2, 3, 4], [2, 4, 5], (m) => ({
      heads: 4,
      keyValueHeads: 2,
      keyWidth: 3,
      valueWidth: 2,
      softCap: 3,
      sinks: true,
      positions: position,
      bias: input(m.b, [4, 1, 4], { name: 'scoreBias' }),
      mask: keyMask(m.b, input(m.b, [2, 4], { name: 'mask' })),
    }));
    const values = { ...bench.values(k), mask: Float64Array.of(1, 0, 1, 1, 0, 0, 0, 0) };
    const names = Object.keys(values).filter((name) => name !== 'mask');
    for (const { name, computed, difference } of slopes(bench, values, names)) {
      expect
        .soft(Math.abs(computed - difference), `${position.kind}: ${name}`)
        .toBeLessThan(1e-7 * (1 + Math.abs(difference)));
    }
  }
});

describe('settings that cannot be are refused by name, with the way out', () => {
  const build =
    (settings: AttentionSettings, key: readonly [number, number, number] = [2, 3, 6]) =>
    () =>
      crossBench([2, 3, 6], key, () => settings);

  test.each<[string, () => unknown, RegExp]>([
    ['heads', build({ heads: 4 }), /a model width of 6 cannot be divided among 4 heads; choose/],
    ['no heads', build({ heads: 0 }), /the number of heads is 0; it must be a whole number from 1/],
    ['groups', build({ heads: 6, keyValueHeads: 4 }), /6 heads.*cannot share 4.*a divisor of 6/],
    ['window', build({ heads: 2, window: { before: -1, after: 0 } }), /before a position is -1/],
    ['cap', build({ heads: 2, softCap: 0 }), /the soft cap is 0; it must be a number above 0/],
    ['rotary', build({ heads: 2, positions: { kind: 'rotary' } }), /turn 3 of the 3.*even number/],
    ['batch', build({ heads: 2 }, [1, 3, 6]), /must have the same batch/],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(GraphError);
    expect(make).toThrow(message);
    expect(make).toThrow(/^attn: /);
  });

  test('a mask or a bias larger than the scores', () => {
    const build = (name: 'mask' | 'bias') => () =>
      crossBench([1, 2, 4], [1, 3, 4], (m) => ({ heads: 2, [name]: input(m.b, [2, 1, 2, 3]) }));
    expect(build('mask')).toThrow(/attn: the mask .* \[2,1,2,3\], which is larger.*\[1,2,2,3\]/);
    expect(build('bias')).toThrow(/attn: the bias .* larger than the scores/);
  });
});
