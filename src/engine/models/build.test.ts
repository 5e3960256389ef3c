import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { compile } from '../backends/compile';
import type { Builder } from '../graph/builder';
import { GraphError } from '../tensor/errors';
import { input } from '../ops/source';
import { buildModel } from './build';
import type { LayerSpec, ModelSpec } from './spec';

const tokens = (b: Builder) => ({ tokens: input(b, [1, 3], { name: 'tokens', dtype: 'i32' }) });
const embed = {
  layer: 'embedding',
  name: 'embed',
  from: 'tokens',
  vocabulary: 4,
  width: 2,
  limit: 1,
} as const;
const build = (...layers: LayerSpec[]) => buildModel({ layers }, tokens, 'show');

describe('a specification', () => {
  test.each<[LayerSpec[], RegExp]>([
    [[{ ...embed, from: 'words' }], /Layer "embed" \(embedding\) reads "words".*before it: tokens/],
    [[embed, embed], /Two parts of the model are called "embed"/],
    [[{ ...embed, name: 'tokens' }], /Two parts of the model are called "tokens"/],
    [[{ ...embed, from: ['tokens', 'tokens'] }], /reads 2 inputs; it takes 1\./],
    [[embed, { layer: 'add', name: 'sum', from: 'embed' }], /reads 1 inputs; it takes 2\./],
    [
      [embed, { layer: 'linear', name: 'y', from: 'embed.hn', out: 2 }],
      /reads "embed\.hn", which does not exist/,
    ],
  ])('%#: says what is wrong with it', (layers, message) => {
    expect(() => build(...layers)).toThrow(GraphError);
    expect(() => build(...layers)).toThrow(message);
  });

  test('gives the same parameters for every purpose and length', () => {
    const spec: ModelSpec = {
      layers: [
        embed,
        {
          layer: 'recurrent',
          name: 'states',
          from: 'embed',
          kind: 'gru',
          hidden: 3,
          bidirectional: true,
        },
      ],
    };
    const parameters = (length: number, purpose: 'train' | 'evaluate' | 'show') =>
      buildModel(
        spec,
        (b) => ({ tokens: input(b, [2, length], { name: 'tokens', dtype: 'i32' }) }),
        purpose,
      ).parameters;
    expect(parameters(7, 'train')).toEqual(parameters(3, 'show'));
    expect(parameters(7, 'evaluate')).toEqual(parameters(3, 'show'));
  });
});

test('an example counts as without a mistake when every answer that counts is right', async () => {
  const graph = buildModel(
    { layers: [], loss: { kind: 'crossEntropy', from: 'scores', target: 'target' } },
    (b) => ({
      scores: input(b, [4, 2, 3], { name: 'scores', axes: ['B', 'T', 'K'] }),
      target: input(b, [4, 2], { name: 'target', dtype: 'i32', axes: ['B', 'T'] }),
    }),
    'evaluate',
  );
  const program = await compile(graph.b, new CpuBackend(), ['exact', 'accuracy']);
  const row = (right: number) => [0, 1, 2].map((k) => (k === right ? 2 : -1));
  program.write('scores', Float32Array.from([0, 1, 2, 0, 1, 1, 0, 0].flatMap(row)));
  // Both right; first wrong; the second does not count; nothing counts, so there is no such example.
  program.write('target', Int32Array.of(0, 1, 1, 0, 1, -1, -1, -1));
  program.run(1);
  const [exact, right] = await program.read('exact', 'accuracy');
  expect([exact[0], right[0]]).toEqual([2, 4]);
  program.destroy();
});
