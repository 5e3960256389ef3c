import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layerNetwork, passedOn, rollout } from './attention-rollout';
import { type FlowEdge, FlowNetwork } from './max-flow';
import { onCpu } from '../select-backend';
import { Session } from '../session';

const head = (weights: readonly number[], size: number) => ({
  data: Float32Array.from(weights),
  offset: 0,
  queries: size,
  keys: size,
});

describe('what a layer passes on', () => {
  test('is half the mean of the heads and half its own', () => {
    // Mean of the heads: [1 0; ¾ ¼].
    const layer = passedOn('x', [head([1, 0, 1, 0], 2), head([1, 0, 0.5, 0.5], 2)]);
    expect([...layer]).toEqual([1, 0, 0.375, 0.625]);
  });

  test('of a query that attends nothing is its own', () => {
    expect([...passedOn('x', [head([0, 0, 0, 1], 2)])]).toEqual([1, 0, 0, 1]);
  });

  test('is refused between two sequences', () => {
    const cross = { data: new Float32Array(6), offset: 0, queries: 2, keys: 3 };
    expect(() => passedOn('context.pattern', [cross])).toThrow('2 queries and 3 keys');
  });
});

test('rollout multiplies the layers, the last from the left', () => {
  const first = Float64Array.of(0.5, 0.5, 0, 1);
  const second = Float64Array.of(1, 0, 0.25, 0.75);
  const [after1, after2] = rollout([first, second], 2);
  expect([...after1]).toEqual([...first]);
  // [1 0; ¼ ¾] · [½ ½; 0 1] = [½ ½; ⅛ ⅞]
  expect([...after2]).toEqual([0.5, 0.5, 0.125, 0.875]);
});

/** The least capacity that must be cut to part two nodes, over every way to part them. */
function minimumCut(nodes: number, edges: readonly FlowEdge[], source: number, sink: number) {
  let least = Infinity;
  for (let side = 0; side < 2 ** nodes; side++) {
    const has = (v: number): boolean => ((side >> v) & 1) === 1;
    if (!has(source) || has(sink)) continue;
    const cut = edges
      .filter(({ from, to }) => has(from) && !has(to))
      .reduce((sum, { capacity }) => sum + capacity, 0);
    least = Math.min(least, cut);
  }
  return least;
}

describe('maximum flow', () => {
  test('equals the minimum cut of small graphs', () => {
    const nodes = 6;
    const node = fc.integer({ min: 0, max: nodes - 1 });
    const edge = fc.record({ from: node, to: node, capacity: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 18 }), (edges) => {
        const network = new FlowNetwork(nodes, edges);
        // Twice, since a network is emptied in between.
        expect(network.maximum(0, 5)).toBeCloseTo(minimumCut(nodes, edges, 0, 5), 9);
        expect(network.maximum(4, 1)).toBeCloseTo(minimumCut(nodes, edges, 4, 1), 9);
      }),
      { numRuns: 300 },
    );
  });

  test('through two layers is the sum over the middle of the narrower of both ways', () => {
    const first = Float64Array.of(0.7, 0.3, 0, 0.2, 0.8, 0, 0.1, 0.3, 0.6);
    const second = Float64Array.of(0.9, 0.1, 0, 0.5, 0.5, 0, 0.2, 0.3, 0.5);
    const network = layerNetwork([first, second], 3);
    for (const [from, to] of [
      [2, 0],
      [1, 1],
      [0, 2],
    ]) {
      const ways = [0, 1, 2].map((m) => Math.min(second[3 * from + m], first[3 * m + to]));
      expect(network.maximum(6 + from, to)).toBeCloseTo(ways[0] + ways[1] + ways[2], 12);
    }
  });

  test('through three layers of two positions equals the minimum cut', () => {
    const layers = [
      Float64Array.of(0.8, 0.2, 0.4, 0.6),
      Float64Array.of(0.5, 0.5, 0.1, 0.9),
      Float64Array.of(0.7, 0.3, 0.35, 0.65),
    ];
    const edges = layers.flatMap((layer, l) =>
      [0, 1, 2, 3].map((at) => ({
        from: 2 * (l + 1) + (at >> 1),
        to: 2 * l + (at & 1),
        capacity: layer[at],
      })),
    );
    const network = layerNetwork(layers, 2);
    for (const from of [6, 7]) {
      for (const to of [0, 1]) {
        expect(network.maximum(from, to)).toBeCloseTo(minimumCut(8, edges, from, to), 9);
      }
    }
  });
});

describe('the questions', () => {
  const names = ['encoder.0.attn.pattern', 'encoder.1.attn.pattern'];

  async function open(): Promise<Session> {
    const { backend, info } = onCpu('forced');
    const noFiles = () => Promise.reject(new Error('no file is needed here'));
    const session = new Session(backend, info, noFiles, () => undefined);
    await session.load(await session.defaults('who-did-what'));
    return session;
  }

  test('answer for the layers of the shown example', async () => {
    const session = await open();
    const found = await session.ask('attentionRollout', { names });
    if (!found) throw new Error('cancelled');
    const { size, layers } = found;
    expect(layers).toHaveLength(2);
    const { data } = await session.read(names[0]);
    // After the first layer: ½ of the mean of both heads, and ½ for itself. Row 1.
    for (let col = 0; col < size; col++) {
      const at = size + col;
      const mean = (data[at] + data[size * size + at]) / 2;
      expect(layers[0][at]).toBeCloseTo((mean + (col === 1 ? 1 : 0)) / 2, 6);
    }
    const flow = await session.ask('attentionFlow', { names, query: 1 });
    expect(flow).toHaveLength(size);
    // No more can flow than the first layer lets through to an input, nor less than by one way.
    for (let input = 0; input < size; input++) {
      expect(flow?.[input]).toBeGreaterThanOrEqual(layers[1][size + input] - 1e-6);
      expect(flow?.[input]).toBeLessThanOrEqual(1 + 1e-6);
    }
  });

  test('say what they cannot do', async () => {
    const session = await open();
    await expect(session.ask('attentionFlow', { names, query: 99 })).rejects.toThrow('position 99');
    await expect(session.ask('attentionRollout', { names: [] })).rejects.toThrow('at least one');
  });
});
