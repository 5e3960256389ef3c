import { describe, expect, test } from 'vitest';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { attentionGroups, attentionMaps, cellOf, headOfCell, layeredGroups, pairOf } from './maps';

interface Layer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly axes: TensorInfo['axes'];
  readonly stage: string;
  readonly layer?: number;
}

/** A model with layers of attention and nothing else. */
function model(layers: readonly Layer[]): ModelInfo {
  return {
    tensors: layers.flatMap(({ name, shape, axes }) => [
      { name, shape, axes, values: 'probability' },
      { name: `grad:${name}`, shape, axes, values: 'signed' },
      { name: name.replace('pattern', 'scores'), shape, axes, values: 'signed' },
    ]),
    stages: layers.map(({ name, stage, layer }) => ({
      id: name.replace('.pattern', ''),
      kind: stage,
      ...(layer === undefined ? {} : { layer }),
      rows: [[{ tensor: name, formula: '' }]],
    })),
  } as unknown as ModelInfo;
}

const HEADS = ['B', 'H', 'Tq', 'Tk'] as const;

const translator = model([
  {
    name: 'encoder.0.attn.pattern',
    shape: [1, 4, 9, 9],
    axes: HEADS,
    stage: 'attention',
    layer: 0,
  },
  {
    name: 'encoder.1.attn.pattern',
    shape: [1, 4, 9, 9],
    axes: HEADS,
    stage: 'attention',
    layer: 1,
  },
  {
    name: 'decoder.0.attn.pattern',
    shape: [1, 4, 7, 7],
    axes: HEADS,
    stage: 'attention',
    layer: 0,
  },
  {
    name: 'decoder.0.cross.pattern',
    shape: [1, 4, 7, 9],
    axes: HEADS,
    stage: 'crossAttention',
    layer: 0,
  },
  { name: 'pool.pattern', shape: [1, 1, 9], axes: ['B', '1', 'Tk'], stage: 'pool' },
]);

describe('layers of attention', () => {
  test('in groups of one stack and kind', () => {
    const groups = attentionGroups(attentionMaps(translator));
    expect(groups.map(({ kind, stack, maps }) => [kind, stack, maps.length])).toEqual([
      ['self', 'encoder', 2],
      ['self', 'decoder', 1],
      ['cross', 'decoder', 1],
      ['single', 'pool', 1],
    ]);
  });

  test('pass on to one another in a stack of several', () => {
    expect(layeredGroups(attentionMaps(translator)).map(({ stack }) => stack)).toEqual(['encoder']);
  });

  test('of segments are shown as the table of the whole', () => {
    const maps = attentionMaps(
      model([
        {
          name: 'states.0.attn.pattern',
          shape: [6, 1, 8, 16],
          axes: ['S', 'H', 'Tq', 'Tk'],
          stage: 'attention',
          layer: 0,
        },
        {
          name: 'states.0.attn.whole.pattern',
          shape: [1, 1, 48, 48],
          axes: HEADS,
          stage: 'attention',
          layer: 0,
        },
      ]),
    );
    expect(maps.map(({ info, queries, keys }) => [info.name, queries, keys])).toEqual([
      ['states.0.attn.whole.pattern', 48, 48],
    ]);
  });
});

test('a cell and its head, query and key', () => {
  const [encoder, , , cross, pool] = attentionMaps(translator);
  expect(cellOf(encoder, 3, 5, 7)).toEqual([0, 3, 5, 7]);
  expect(pairOf([0, 3, 5, 7])).toEqual({ query: 5, key: 7 });
  expect(headOfCell(cross, [0, 3, 5, 7])).toBe(3);
  expect(cellOf(pool, 0, 0, 8)).toEqual([0, 0, 8]);
  expect(headOfCell(pool, [0, 0, 8])).toBe(0);
});
