import { beforeAll, describe, expect, test } from 'vitest';
import type { Region } from '../../backends/backend';
import { CpuBackend } from '../../backends/reference/cpu-backend';
import type { Dataset } from '../../data/dataset';
import type { ModelSpec } from '../../models/spec';
import { onCpu } from '../select-backend';
import { placeData } from '../data-memory';
import { Session } from '../session';
import { NOTHING_REPLACED, type Subject } from '../subject';
import { attribute } from './attribution';

/** A picture of 2 × 2 pixels, flattened, and two classes: its scores can be calculated by hand. */
function picture(model: ModelSpec, parameters: Record<string, number[]>): Subject {
  const backend = new CpuBackend();
  const image = Float32Array.of(1, 2, 3, 6);
  const values = { image, target: Int32Array.of(0) };
  const split = { count: 1, values };
  const shown = {
    values: {
      image: { data: image, shape: [1, 2, 2] },
      target: { data: values.target, shape: [] },
    },
    text: '',
    words: [],
    unknown: [],
    target: 0,
    source: '',
  };
  const dataset: Dataset = {
    fields: {
      image: { dtype: 'f32', shape: [1, 2, 2], axes: ['C', 'Y', 'X'] },
      target: { dtype: 'i32', shape: [], axes: [] },
    },
    train: split,
    validation: split,
    classes: ['a', 'b'],
    vocabulary: [],
    example: () => shown,
  };
  const regions = Object.entries(parameters).map(([name, data]): [string, Region] => {
    backend.allocate([{ name, length: 64 }]);
    const region: Region = { buffer: name, offset: 0, length: data.length, dtype: 'f32' };
    backend.write(region, Float32Array.from(data));
    return [name, region];
  });
  const data = placeData(backend, 'data', dataset);
  const none = { edits: NOTHING_REPLACED, interventions: [], trainedWith: [] };
  return {
    backend,
    prefix: 'test',
    model,
    dataset,
    data,
    parameters: new Map(regions),
    shown,
    ...none,
  };
}

const flat = { layer: 'flatten', name: 'flat', from: 'image' } as const;
const head = {
  layer: 'linear',
  from: 'flat',
  name: 'head',
  out: 2,
  as: 'logits',
  axis: 'K',
} as const;
const loss = { kind: 'crossEntropy', from: 'head', target: 'target' } as const;

describe('by hand', () => {
  test('a linear model: weights times inputs, in every way', async () => {
    // Scores of a: 1 − 2·2 + 0.5·3 + 0·6 + 0.25 = −1.25; of b: 0·1 + 1·2 + 1·3 − 1·6 + 0 = −1.
    const W = [1, 0, -2, 1, 0.5, 1, 0, -1];
    const subject = picture({ layers: [flat, head], loss }, { 'head.W': W, 'head.b': [0.25, 0] });
    const found = await attribute(subject, { class: 0, steps: 3 });
    expect(found).toMatchObject({
      class: 0,
      predicted: 1,
      logit: -1.25,
      baseline: 0.25,
      total: -1.5,
    });
    expect(found.probability).toBeCloseTo(1 / (1 + Math.exp(0.25)), 6);
    expect(found.error).toBeCloseTo(0, 6);
    const [image] = found.features;
    const rounded = (data: Float32Array) => [...data].map((x) => Math.round(x * 1e5) / 1e5);
    expect(image).toMatchObject({
      field: 'image',
      kind: 'picture',
      shape: [2, 2],
      attention: null,
    });
    expect(rounded(image.integrated)).toEqual([1, -4, 1.5, 0]);
    expect(rounded(image.gradientInput)).toEqual([1, -4, 1.5, 0]);
    // The mean is 3: a pixel less its mean, times its weight.
    expect(image.replacement).toBe('mean');
    expect(rounded(image.occlusion)).toEqual([-2, 2, 0, 0]);
  });

  test('a kink on the way: the midpoint rule, counted out', async () => {
    // h = relu(Σ x − 6), score of a = h. On the way to the sum of 12 it is 0 for the first half, so that
    // of 4 points the last two have a gradient of 1: each pixel gets half of itself.
    const dense = { layer: 'linear', from: 'flat', name: 'h', out: 1, activation: 'relu' } as const;
    const subject = picture(
      { layers: [flat, dense, { ...head, from: 'h' }], loss },
      { 'h.W': [1, 1, 1, 1], 'h.b': [-6], 'head.W': [1, 0], 'head.b': [0, 0] },
    );
    const found = await attribute(subject, { class: 0, steps: 4 });
    expect(found).toMatchObject({ logit: 6, baseline: 0, total: 6, error: 0 });
    expect([...found.features[0].integrated]).toEqual([0.5, 1, 1.5, 3]);
    // The gradient alone does not know of the kink: it sums to 12.
    expect([...found.features[0].gradientInput]).toEqual([1, 2, 3, 6]);
    // Without the 1, a 3: the score rises to 8.
    expect([...found.features[0].occlusion]).toEqual([-2, -1, 0, 3]);
  });
});

describe('of a sentence', () => {
  const noFiles = () => Promise.reject(new Error('no file is needed here'));
  let session: Session;
  beforeAll(async () => {
    const { backend, info } = onCpu('forced');
    session = new Session(backend, info, noFiles, () => undefined);
    const defaults = await session.defaults('who-did-what');
    await session.load({
      ...defaults,
      settings: { ...defaults.settings, width: 16, layers: 2, batchSize: 16, dropout: 0 },
    });
    await session.step(60);
  });

  const read = async (name: string) => Array.from((await session.read(name)).data);
  const scoreWith = async (name: string, data: readonly number[], k: number) => {
    await session.write(name, data);
    const logits = await read('logits');
    await session.reset(name);
    return logits[k];
  };

  test('integrated gradients are complete, and more so with more steps', async () => {
    const logits = await read('logits');
    const most = logits.indexOf(Math.max(...logits));
    const few = await session.ask('attribution', { steps: 4 });
    const many = await session.ask('attribution', { steps: 256 });
    expect(many).toMatchObject({ class: most, predicted: most, position: 0 });
    expect(many.logit).toBeCloseTo(logits[most], 5);
    const embed = await read('embed');
    const zero = await scoreWith(
      'embed',
      embed.map(() => 0),
      most,
    );
    expect(many.baseline).toBeCloseTo(zero, 5);
    expect(Math.abs(many.error)).toBeLessThan(0.01 * Math.abs(logits[most] - zero));
    expect(Math.abs(many.error)).toBeLessThan(Math.abs(few.error));
    const [words] = many.features;
    const sum = [...words.integrated].reduce((all, x) => all + x, 0);
    expect(sum).toBeCloseTo(many.total, 6);
    expect(sum - (many.logit - many.baseline)).toBeCloseTo(many.error, 6);
  });

  test('gradient × input is the slope along a word, as finite differences have it', async () => {
    const found = await session.ask('attribution', { class: 3 });
    const embed = await read('embed');
    const h = 2 ** -7;
    for (const word of [0, 2, 5]) {
      const scaled = (by: number) =>
        embed.map((x, i) => (Math.floor(i / 16) === word ? x * by : x));
      const up = await scoreWith('embed', scaled(1 + h), 3);
      const down = await scoreWith('embed', scaled(1 - h), 3);
      expect(found.features[0].gradientInput[word]).toBeCloseTo((up - down) / (2 * h), 2);
    }
  });

  test('occlusion is what the score loses with the word replaced', async () => {
    const found = await session.ask('attribution', { class: 3 });
    const [words] = found.features;
    const tokens = await read('tokens');
    expect(words.replacement).toBe('padding');
    for (const word of [1, 3]) {
      const score = await scoreWith(
        'tokens',
        tokens.map((id, i) => (i === word ? 0 : id)),
        3,
      );
      expect(words.occlusion[word]).toBeCloseTo(found.logit - score, 5);
    }
  });

  test('attention is that of the query that is read, the mean over the heads', async () => {
    const found = await session.ask('attribution', {});
    const pattern = await read('encoder.1.attn.pattern');
    const { attention } = found.features[0];
    const n = found.features[0].shape[0];
    expect(attention).toMatchObject({ pattern: 'encoder.1.attn.pattern', queries: 1 });
    // The answer is read at the first word.
    for (let k = 0; k < n; k++) {
      expect(attention?.values[k]).toBeCloseTo((pattern[k] + pattern[n * n + k]) / 2, 6);
    }
  });

  test('what a person changed is part of the example', async () => {
    const before = await session.ask('attribution', { class: 3, steps: 8 });
    await session.write('tokens', { index: [0, 2], value: 5 });
    const after = await session.ask('attribution', { class: 3, steps: 8 });
    expect(after.logit).toBeCloseTo((await read('logits'))[3], 5);
    expect(after.logit).not.toBeCloseTo(before.logit, 4);
    await session.reset('tokens');
  });

  test('what is not there is an error', async () => {
    await expect(session.ask('attribution', { class: 12 })).rejects.toThrow('choose 0 to 11');
    await expect(session.ask('attribution', { position: 1 })).rejects.toThrow('choose 0 to 0');
    await expect(session.ask('attribution', { steps: 0 })).rejects.toThrow(
      '1 to 1024 steps; got 0',
    );
  });
});
