import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { OpenFile, Settings } from '../../gallery/entry';
import { buildModel } from '../../models/build';
import type { ModelSpec } from '../../models/spec';
import { input } from '../../ops/source';
import { evaluateGraph } from '../../testing/evaluate';
import { flatOf, indexOf, sizeOf } from '../../tensor/shape';
import { convolutionsOf } from './convolutions';
import { ancestorsOf, receptiveField } from './receptive-field';
import { onCpu } from '../select-backend';
import { Session } from '../session';

async function open(id: string): Promise<Session> {
  const { backend, info } = onCpu('forced');
  const file: OpenFile = async (path) => JSON.parse(await readFile(`public/${path}`, 'utf8'));
  const session = new Session(backend, info, file, () => undefined);
  const defaults = await session.defaults(id);
  const quick: Settings = id === 'digits' ? { variants: false } : {};
  await session.load({ ...defaults, settings: { ...defaults.settings, ...quick } });
  return session;
}

describe('the convolutions of a model', () => {
  test('are told with what their tensors are called', async () => {
    const session = await open('look-here');
    const [first, second] = await session.ask('convolutions', {});
    expect(first).toMatchObject({
      path: 'conv1',
      dimensions: 2,
      input: 'image',
      weight: 'conv1.W',
      bias: 'conv1.b',
      out: 'conv1.out',
      after: ['conv1.relu', 'conv1.pooled'],
      kernel: [3, 3],
      stride: [1, 1],
      padding: [1, 1],
      channels: 1,
      features: 8,
    });
    expect(first.pooling).toMatchObject({ input: 'conv1.relu', output: 'conv1.pooled' });
    expect(second).toMatchObject({ input: 'conv1.pooled', after: ['conv2.relu'], pooling: null });
  });

  test('the products of a place and the bias make the value that is shown', async () => {
    const session = await open('look-here');
    const [, { sums, out, bias }] = await session.ask('convolutions', {});
    const cell = [0, 3, 5, 0];
    const { terms } = await session.explain(sums, cell);
    const products = terms.reduce((total, { value, weight = 1 }) => total + value * weight, 0);
    const shape = (await session.read(out)).shape;
    const shown = (await session.read(out)).data[flatOf(shape, cell)];
    const added = (await session.read(bias ?? '')).data[cell[1]];
    expect(products + added).toBeCloseTo(shown, 5);
    // At the left edge a column of the 3 × 3 window lies outside; 8 channels.
    expect(terms).toHaveLength(8 * 6);
  });
});

/** A small model with everything that a receptive field can lead through. */
const SPEC: ModelSpec = {
  layers: [
    {
      layer: 'conv2d',
      name: 'a',
      from: 'image',
      out: 2,
      kernel: 3,
      padding: 'same',
      activation: 'relu',
      pool: 2,
    },
    { layer: 'conv2d', name: 'b', from: 'a', out: 2, kernel: 3, padding: 1, stride: 2 },
    { layer: 'globalMean', name: 'mean', from: 'b' },
    { layer: 'linear', name: 'head', from: 'mean', out: 3, as: 'logits', axis: 'K' },
  ],
  loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
};

describe('the receptive field of a cell', () => {
  const SIDE = 12;
  const { b, parameters } = buildModel(
    SPEC,
    (builder) => ({
      image: input(builder, [1, 1, SIDE, SIDE], { name: 'image', axes: ['B', 'C', 'Y', 'X'] }),
      target: input(builder, [1], { name: 'target', dtype: 'i32', axes: ['B'] }),
    }),
    'show',
  );
  const numbers = (count: number, from: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + from));
  const given: Record<string, Float32Array | Int32Array> = {
    image: numbers(SIDE * SIDE, 1),
    target: Int32Array.of(1),
    ...Object.fromEntries(
      parameters.map(({ name, shape }, i) => [name, numbers(sizeOf(shape), 2 + i)]),
    ),
  };

  /** The pixels from which a NaN reaches the cell: the definition, one run for each. */
  function reached(name: string, flat: number): Set<string> {
    const found = new Set<string>();
    for (let at = 0; at < SIDE * SIDE; at++) {
      const image = given.image.slice();
      image[at] = Number.NaN;
      const values = evaluateGraph(b, { ...given, image });
      if (Number.isNaN(values.get(name)?.[flat])) found.add(indexOf([SIDE, SIDE], at).join());
    }
    return found;
  }

  const cases: [string, number[]][] = [
    ['a.out', [0, 1, 0, 5]],
    ['a.pooled', [0, 0, 2, 3]],
    ['b.out', [0, 1, 1, 1]],
    ['b.out', [0, 0, 0, 2]],
    ['logits', [0, 2]],
  ];
  test.each(cases)('%s%j: the pixels from which a NaN gets there', async (name, index) => {
    const node = b.get(name);
    const flat = flatOf(node.type.shape, index);
    const ancestors = ancestorsOf(node);
    const values = evaluateGraph(b, given);
    const data = new Map(
      ancestors.map((from) => [from, values.get(from.name) ?? new Float32Array()]),
    );
    const fields = await receptiveField(ancestors, flat, data, () => false);
    const image = fields?.find((field) => field.name === 'image');
    const pixels = [...reached(name, flat)].map((pixel) => pixel.split(',').map(Number));
    expect(image?.count).toBe(pixels.length);
    const along = (axis: number): number[] => pixels.map((pixel) => pixel[axis]);
    expect(image?.first.slice(2)).toEqual([Math.min(...along(0)), Math.min(...along(1))]);
    expect(image?.last.slice(2)).toEqual([Math.max(...along(0)), Math.max(...along(1))]);
    expect(fields?.some(({ name: of }) => of.endsWith('.W'))).toBe(false);
  });

  test('is given up when it is not wanted any more', async () => {
    const node = b.get('b.out');
    expect(await receptiveField(ancestorsOf(node), 0, new Map(), () => true)).toBeNull();
  });

  test('a graph names its convolutions', () => {
    expect(convolutionsOf(b.nodes).map(({ path, to }) => [path, to])).toEqual([
      ['a', [12, 12]],
      ['b', [3, 3]],
    ]);
  });
});

describe('where a class is found', () => {
  test('Grad-CAM weighs the maps as differences of the score have it', async () => {
    const session = await open('digits');
    await session.step(3);
    const name = 'conv2.pooled';
    const { shape, data } = await session.read(name);
    const [, maps, rows, cols] = shape;
    const chosen = 4;
    const found = await session.ask('classActivation', { name, class: chosen });
    expect(found.method).toBe('grad-cam');
    expect(found.score).toBeCloseTo((await session.read('logits')).data[chosen], 4);
    // What follows the maps, written out in double precision: a dense layer with ReLU and the scores.
    const [w1, b1, w2, b2] = await Promise.all(
      ['dense1.W', 'dense1.b', 'head.W', 'head.b'].map(async (of) => (await session.read(of)).data),
    );
    const scoreOf = (pooled: readonly number[]): number => {
      let score = b2[chosen];
      for (let j = 0; j < b1.length; j++) {
        let unit = b1[j];
        for (const [i, value] of pooled.entries()) unit += value * w1[i * b1.length + j];
        score += Math.max(0, unit) * w2[j * b2.length + chosen];
      }
      return score;
    };
    expect(scoreOf([...data])).toBeCloseTo(found.score, 4);
    // Equation 1 by differences: the mean over a map's places of the score's slope.
    const slopes = (map: number): number => {
      let total = 0;
      for (let place = 0; place < rows * cols; place++) {
        const moved = (by: number): number =>
          scoreOf([...data].map((x, i) => (i === map * rows * cols + place ? x + by : x)));
        total += (moved(1e-6) - moved(-1e-6)) / 2e-6;
      }
      return total / (rows * cols);
    };
    for (const map of [0, 1, maps - 1]) {
      expect(found.weights[map]).toBeCloseTo(slopes(map), 5);
    }
    // Equation 2, written out.
    for (let place = 0; place < rows * cols; place++) {
      let sum = 0;
      for (let map = 0; map < maps; map++) {
        sum += found.weights[map] * data[map * rows * cols + place];
      }
      expect(found.map[place]).toBeCloseTo(Math.max(0, sum), 5);
    }
  });

  test('where the scores read the means of the maps, its mean and the bias are the score', async () => {
    const session = await open('look-here');
    await session.showRun(1);
    await session.step(2);
    const found = await session.ask('classActivation', { name: 'conv2.relu', class: 2 });
    expect(found.method).toBe('cam');
    const mean = found.map.reduce((total, x) => total + x, 0) / found.map.length;
    const bias = (await session.read('head.b')).data[2];
    expect(mean + bias).toBeCloseTo(found.score, 5);
    const { data } = await session.read('head.W');
    expect(found.weights[5]).toBe(data[5 * (data.length / 16) + 2]);
  });

  test('what was changed by hand counts there too', async () => {
    const session = await open('look-here');
    const before = await session.ask('classActivation', { name: 'conv2.relu', class: 1 });
    await session.write('conv2.relu', { index: [0, 2, 4, 4], value: 30 });
    const after = await session.ask('classActivation', { name: 'conv2.relu', class: 1 });
    expect(after.score).not.toBeCloseTo(before.score, 3);
    expect(after.score).toBeCloseTo((await session.read('logits')).data[1], 5);
  });

  test('a class or a tensor that cannot be is refused', async () => {
    const session = await open('look-here');
    const ask = (name: string, chosen: number) =>
      session.ask('classActivation', { name, class: chosen });
    await expect(ask('conv2.relu', 99)).rejects.toThrow('There is no class 99');
    await expect(ask('logits', 0)).rejects.toThrow('"logits" holds no maps');
    const words = await open('who-did-what');
    await expect(words.ask('classActivation', { name: 'tokens', class: 0 })).rejects.toThrow(
      'holds no maps',
    );
  });
});
