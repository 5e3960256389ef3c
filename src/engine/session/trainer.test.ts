import { beforeAll, describe, expect, test, vi } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import type { Dataset } from '../data/dataset';
import { Builder } from '../graph/builder';
import { ModelContext } from '../layers/context';
import { linear } from '../layers/linear';
import { batchNorm } from '../layers/norms';
import type { buildModel, ModelInputs } from '../models/build';
import type { ModelSpec } from '../models/spec';
import { correct } from '../ops/correct';
import { crossEntropy } from '../ops/cross-entropy';
import { embedding } from '../ops/embedding';
import { reshape } from '../ops/reshape';
import { input } from '../ops/source';
import { placeData } from './data-memory';
import { EditLog } from './edits';
import { Probe } from './probe';
import { Trainer } from './trainer';
import { layOut } from './trainer-memory';

const mocked = vi.hoisted((): { build: typeof buildModel | null } => ({ build: null }));
vi.mock(import('../models/build'), async (importOriginal) => ({
  ...(await importOriginal()),
  buildModel: (...given) => {
    if (!mocked.build) throw new Error('No model is set.');
    return mocked.build(...given);
  },
}));

const WORDS = 4;
const WIDTH = 3;
const CLASSES = 2;
const RATE = 0.5;
const EPS = 1e-5;
const MOMENTUM = 0.1;

/** A word's vector, batch-normalised, then a linear layer. */
mocked.build = (_, inputs: ModelInputs, purpose) => {
  const b = new Builder();
  const m = new ModelContext(b, purpose === 'train');
  const { tokens, target } = inputs(b);
  const table = m.parameter('table', [WORDS, WIDTH], ['V', 'C'], { kind: 'uniform', limit: 1 });
  const words = embedding(b, table, tokens, {}, { axes: ['B', 'T', 'C'] });
  const [batch] = tokens.type.shape;
  const x = reshape(b, words, [batch, WIDTH], { axes: ['B', 'C'] });
  const normed = batchNorm(m, 'norm', x, { eps: EPS, momentum: MOMENTUM });
  const layer = { weight: 'W', bias: 'b', out: CLASSES, outAxis: 'K' } as const;
  const logits = linear(m, normed, layer, { name: 'logits' });
  const options = { reduction: purpose === 'evaluate' ? 'sum' : 'mean', ignoreIndex: -1 } as const;
  const loss = crossEntropy(b, logits, target, options, { name: 'loss' });
  const accuracy = correct(b, logits, target, options, { name: 'accuracy' });
  const { parameters, states, updates, sections } = m;
  return { b, loss, accuracy, parameters, states, updates, sections, given: [] };
};

const split = (tokens: number[], labels: number[]) => ({
  count: labels.length,
  values: { tokens: Int32Array.from(tokens), target: Int32Array.from(labels) },
});
const train = split([0, 1, 2, 3, 1, 2, 0], [0, 1, 1, 0, 1, 0, 0]);
const validation = split([3, 1, 2], [1, 1, 0]);
const dataset: Dataset = {
  fields: {
    tokens: { dtype: 'i32', shape: [1], axes: ['T'] },
    target: { dtype: 'i32', shape: [], axes: [], fill: -1 },
  },
  vocabulary: ['a', 'b', 'c', 'd'],
  classes: ['x', 'y'],
  train,
  validation,
  example: () => ({ values: {}, text: '', words: [], unknown: [], target: null, source: '' }),
};
/** The build is mocked: only what judges a model counts of its specification. */
const spec: ModelSpec = {
  layers: [],
  loss: { kind: 'crossEntropy', from: 'logits', target: 'target' },
};
// A batch is all of the data: its order does not matter to the statistics.
const training = {
  optimizer: 'sgd',
  learningRate: RATE,
  momentum: 0,
  weightDecay: 0,
  clipNorm: 0,
  batchSize: train.count,
} as const;

/** The model by hand, in double precision. */
interface Model {
  readonly table: number[];
  readonly gain: number[];
  readonly bias: number[];
  readonly W: number[];
  readonly b: number[];
  readonly runningMean: number[];
  readonly runningVar: number[];
}

const C = [...new Array(WIDTH).keys()];
const K = [...new Array(CLASSES).keys()];
const total = (values: number[]) => values.reduce((s, v) => s + v, 0);

function classify(model: Model, y: number[]) {
  const exps = K.map((k) =>
    Math.exp(total(C.map((c) => y[c] * model.W[c * CLASSES + k])) + model.b[k]),
  );
  return exps.map((v) => v / total(exps));
}

/** One step on all of the data; the batch norm's backward pass as Ioffe & Szegedy write it. Returns the loss. */
function handStep(model: Model): number {
  const examples = [...train.values.target.keys()];
  const n = examples.length;
  const x = examples.map((i) => C.map((c) => model.table[train.values.tokens[i] * WIDTH + c]));
  const mean = C.map((c) => total(x.map((row) => row[c])) / n);
  const variance = C.map((c) => total(x.map((row) => (row[c] - mean[c]) ** 2)) / n);
  const hat = x.map((row) => C.map((c) => (row[c] - mean[c]) / Math.sqrt(variance[c] + EPS)));
  const y = hat.map((row) => C.map((c) => model.gain[c] * row[c] + model.bias[c]));
  const p = y.map((row) => classify(model, row));
  const dLogits = p.map((row, i) =>
    row.map((v, k) => (v - (train.values.target[i] === k ? 1 : 0)) / n),
  );
  const dY = dLogits.map((row) =>
    C.map((c) => total(K.map((k) => row[k] * model.W[c * CLASSES + k]))),
  );
  const dHat = dY.map((row) => C.map((c) => row[c] * model.gain[c]));
  const dVar = C.map((c) =>
    total(
      examples.map((i) => dHat[i][c] * (x[i][c] - mean[c]) * -0.5 * (variance[c] + EPS) ** -1.5),
    ),
  );
  const dMean = C.map(
    (c) =>
      total(examples.map((i) => -dHat[i][c] / Math.sqrt(variance[c] + EPS))) +
      (dVar[c] * total(examples.map((i) => -2 * (x[i][c] - mean[c])))) / n,
  );
  for (const i of examples) {
    for (const c of C) {
      const dX =
        dHat[i][c] / Math.sqrt(variance[c] + EPS) +
        (dVar[c] * 2 * (x[i][c] - mean[c])) / n +
        dMean[c] / n;
      model.table[train.values.tokens[i] * WIDTH + c] -= RATE * dX;
      model.gain[c] -= RATE * dY[i][c] * hat[i][c];
      model.bias[c] -= RATE * dY[i][c];
      for (const k of K) model.W[c * CLASSES + k] -= RATE * y[i][c] * dLogits[i][k];
    }
    for (const k of K) model.b[k] -= RATE * dLogits[i][k];
  }
  for (const c of C) {
    model.runningMean[c] = (1 - MOMENTUM) * model.runningMean[c] + MOMENTUM * mean[c];
    model.runningVar[c] =
      (1 - MOMENTUM) * model.runningVar[c] + (MOMENTUM * variance[c] * n) / (n - 1);
  }
  return total(examples.map((i) => -Math.log(p[i][train.values.target[i]]))) / n;
}

/** What batch norm makes of a word outside training. */
function inferred(model: Model, token: number): number[] {
  return C.map((c) => {
    const centred = model.table[token * WIDTH + c] - model.runningMean[c];
    return (model.gain[c] * centred) / Math.sqrt(model.runningVar[c] + EPS) + model.bias[c];
  });
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]) {
  expect(actual.length).toBe(expected.length);
  expected.forEach((v, i) => {
    expect(actual[i]).toBeCloseTo(v, 5);
  });
}

describe('a model with batch normalisation', () => {
  const backend = new CpuBackend();
  const prepare = vi.spyOn(backend, 'prepare');
  let trainer: Trainer;
  const read = async (name: string) => {
    const region = trainer.parameters.get(name);
    if (!region) throw new Error(`"${name}" has no place.`);
    return [...(await backend.read([region]))[0]];
  };
  /** The trained model's numbers, for the calculation by hand. */
  const model = async (): Promise<Model> => ({
    table: await read('table'),
    gain: await read('norm.gain'),
    bias: await read('norm.bias'),
    W: await read('W'),
    b: await read('b'),
    runningMean: await read('norm.runningMean'),
    runningVar: await read('norm.runningVar'),
  });

  beforeAll(async () => {
    trainer = await Trainer.create({
      backend,
      prefix: 'normed',
      model: spec,
      training,
      data: placeData(backend, 'normed.data', dataset),
      seed: 7,
    });
  });

  test('trains as calculated by hand, running statistics included', async () => {
    const hand = await model();
    expect(hand.runningMean).toEqual([0, 0, 0]);
    expect(hand.runningVar).toEqual([1, 1, 1]);
    trainer.run(3);
    const losses = [handStep(hand), handStep(hand), handStep(hand)];
    expectClose(
      (await trainer.takeMetrics()).map(({ loss }) => loss),
      losses,
    );
    for (const [name, values] of Object.entries(await model())) {
      expectClose(values, hand[name as keyof Model]);
    }
    expect(trainer.size).toBe(WORDS * WIDTH + 2 * WIDTH + WIDTH * CLASSES + CLASSES);
  });

  test('never binds one buffer both read and written, which WebGPU forbids', () => {
    const steps = prepare.mock.calls.flatMap(([list]) => list);
    expect(steps.map(({ label }) => label)).toContain('states (copy)');
    const clashes = steps.filter(({ regions, writes }) => {
      const buffers = (written: boolean) =>
        regions.filter((_, i) => writes.includes(i) === written).map(({ buffer }) => buffer);
      return buffers(true).some((buffer) => buffers(false).includes(buffer));
    });
    expect(clashes).toEqual([]);
  });

  test('is evaluated, and shown, by its running statistics', async () => {
    trainer.restart();
    trainer.run(3);
    const trained = await model();
    const losses = [...validation.values.tokens].map(
      (token, i) =>
        -Math.log(classify(trained, inferred(trained, token))[validation.values.target[i]]),
    );
    expect((await trainer.evaluate()).loss).toBeCloseTo(total(losses) / losses.length, 5);

    const shown = mocked.build?.(
      spec,
      (b) => ({
        tokens: input(b, [1, 1], { name: 'tokens', dtype: 'i32' }),
        target: input(b, [1], { name: 'target', dtype: 'i32' }),
      }),
      'show',
    );
    const probe = await Probe.create({
      backend,
      prefix: 'normed.show',
      graph: shown?.b ?? new Builder(),
      loss: 'loss',
      values: new Map([
        ['tokens', Int32Array.of(2)],
        ['target', Int32Array.of(1)],
      ]),
      parameters: trainer.parameters,
      edits: new EditLog(),
    });
    const [normed, mean] = await probe.read(['norm', 'norm.runningMean']);
    expectClose(normed, inferred(trained, 2));
    expectClose(mean, trained.runningMean);
    probe.destroy();
  });

  test('starts with fresh statistics again, and gets saved ones back', async () => {
    trainer.run(2);
    trainer.restart();
    expect(await read('norm.runningMean')).toEqual([0, 0, 0]);
    expect(await read('norm.runningVar')).toEqual([1, 1, 1]);

    trainer.run(3);
    const saved = await trainer.weights();
    const then = await model();
    trainer.run(2);
    const later = await model();
    expect(later.runningVar).not.toEqual(then.runningVar);
    trainer.restart();
    trainer.restoreWeights(saved, 3);
    expect(await model()).toEqual(then);
    trainer.run(2);
    expect(await model()).toEqual(later);
  });
});

test('a model without states has no memory for them', () => {
  const specs = [{ name: 'W', shape: [2, 3], init: { kind: 'constant', value: 0 } }] as const;
  const state = { name: 's', shape: [70], value: 1 };
  const names = (states: readonly (typeof state)[]) =>
    layOut('p', specs, states, training, 1).buffers.map(({ name }) => name);
  expect(names([]).filter((name) => name.includes('states'))).toEqual([]);
  expect(names([state])).toEqual([...names([]), 'p.states', 'p.states.next']);
});
