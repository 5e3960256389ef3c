import { describe, expect, test } from 'vitest';
import { distanceBetween, entropyOf, headStatistics } from './attention-statistics';
import { onCpu } from '../select-backend';
import { Session } from '../session';

const everything = () => true;

describe('entropy', () => {
  test('of a sure thing is 0, of n equal weights ln n, of halves and quarters as worked out', () => {
    expect(entropyOf(Float32Array.of(0, 1, 0), 0, 3)).toBe(0);
    expect(entropyOf(Float32Array.of(0.25, 0.25, 0.25, 0.25), 0, 4)).toBeCloseTo(Math.log(4), 6);
    // ½ ln 2 + 2 · ¼ ln 4 = 1.5 ln 2
    expect(entropyOf(Float32Array.of(9, 0.5, 0.25, 0.25), 1, 3)).toBeCloseTo(1.5 * Math.LN2, 6);
  });
});

describe('distance', () => {
  test('is counted along a line, and straight across a grid', () => {
    expect(distanceBetween(5, 2)).toBe(3);
    // Three columns: place 0 is (0, 0), place 5 is (1, 2), place 8 is (2, 2).
    expect(distanceBetween(0, 5, 3)).toBeCloseTo(Math.sqrt(5));
    expect(distanceBetween(5, 8, 3)).toBe(1);
  });
});

describe('of a head', () => {
  test('means over the queries that attend anything', () => {
    const data = Float32Array.of(7, 1, 0, 0, 0.5, 0.5, 0, 0, 0, 0);
    // Rows [1 0 0], [½ ½ 0] and an empty one; the first may attend one key, the second two.
    const found = headStatistics(
      { data, offset: 1, queries: 3, keys: 3 },
      (at) => at % 3 <= Math.floor(at / 3),
    );
    expect(found.entropy).toBeCloseTo((0 + Math.LN2) / 2, 6);
    expect(found.most).toBeCloseTo((Math.log(1) + Math.log(2)) / 2, 6);
    // The first looks at itself; the second half at itself, half one back.
    expect(found.distance).toBeCloseTo((0 + 0.5) / 2, 6);
  });

  test('weights that do not sum to 1 count by their shares', () => {
    // Half of everything went to a sink: shares of ½ and ½.
    const data = Float32Array.of(0.25, 0.25);
    const found = headStatistics({ data, offset: 0, queries: 1, keys: 2 }, everything);
    expect(found.entropy).toBeCloseTo(Math.LN2, 6);
  });

  test('between two sequences there is no distance', () => {
    const data = Float32Array.of(0.5, 0.5);
    const found = headStatistics({ data, offset: 0, queries: 1, keys: 2 }, everything);
    expect(found.distance).toBeNull();
    expect(found.entropy).toBeCloseTo(Math.LN2, 6);
  });
});

async function open(id: string, settings: Record<string, number> = {}): Promise<Session> {
  const { backend, info } = onCpu('forced');
  const noFiles = () => Promise.reject(new Error('no file is needed here'));
  const session = new Session(backend, info, noFiles, () => undefined);
  const defaults = await session.defaults(id);
  await session.load({ ...defaults, settings: { ...defaults.settings, ...settings } });
  return session;
}

describe('the question', () => {
  test('counts the keys that the mask allows', async () => {
    const session = await open('three-words');
    await session.write('mask', { index: [0, 2], value: 0 });
    const answer = await session.ask('attentionStatistics', { names: ['pattern'] });
    expect(answer?.[0].heads).toHaveLength(1);
    // Two of three keys for the first word, all three for the others.
    expect(answer?.[0].heads[0].most).toBeCloseTo((Math.log(2) + 2 * Math.log(3)) / 3, 6);
    // q·k of other words is 0 and of the same 1, each over √3.
    const [e, both] = [
      Math.exp(1 / Math.sqrt(3)),
      (ps: number[]) => ps.reduce((sum, p) => sum - p * Math.log(p), 0),
    ];
    const first = both([e / (e + 1), 1 / (e + 1)]);
    const other = both([e / (e + 2), 1 / (e + 2), 1 / (e + 2)]);
    expect(answer?.[0].heads[0].entropy).toBeCloseTo((first + 2 * other) / 3, 5);
  });

  test('gives each head of a layer its own, and refuses what is no matrix of weights', async () => {
    const session = await open('who-did-what', { width: 16, layers: 1, batchSize: 8 });
    const name = 'encoder.0.attn.pattern';
    const answer = await session.ask('attentionStatistics', { names: [name] });
    const { data, shape } = await session.read(name);
    const [, heads, queries, keys] = shape;
    expect(answer?.[0].heads).toHaveLength(heads);
    const last = heads - 1;
    const one = { data, offset: last * queries * keys, queries, keys };
    const { entropy, distance } = headStatistics(one, everything);
    expect(answer?.[0].heads[last]).toMatchObject({ entropy, distance });
    expect(entropy).toBeGreaterThan(0);
    await expect(session.ask('attentionStatistics', { names: ['loss'] })).rejects.toThrow('loss');
  });
});
