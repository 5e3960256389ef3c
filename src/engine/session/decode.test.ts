import { beforeAll, describe, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { validateSettings } from '../experiment/settings';
import { galleryEntry } from '../gallery';
import { editDistance } from '../models/edit-distance';
import type { ModelInfo, SessionEvent } from './api';
import { bestAnswers } from './decode';
import { errorRate } from './error-rate';
import { Pacer } from './pacing';
import { Runs } from './runs';
import { onCpu } from './select-backend';
import { Session } from './session';

const noFiles = () => Promise.reject(new Error('no file is needed here'));

function open() {
  const models: ModelInfo[] = [];
  const { backend, info } = onCpu('forced');
  const session = new Session(backend, info, noFiles, (event: SessionEvent) => {
    if (event.type === 'model') models.push(event.model);
  });
  return { session, models };
}

/** A small model after a few steps: what it writes is wrong, but no longer any one thing. */
async function translation(): Promise<ReturnType<typeof open>> {
  const opened = open();
  const defaults = await opened.session.defaults('translation');
  const small = { ...defaults.settings, hidden: 16, embedding: 8, batchSize: 16 };
  await opened.session.load({ ...defaults, settings: small });
  await opened.session.step(20);
  return opened;
}

describe('what a model writes', () => {
  let opened: Awaited<ReturnType<typeof translation>>;
  beforeAll(async () => {
    opened = await translation();
  });

  test('greedily, is at each place the likeliest class after what it wrote', async () => {
    const { session, models } = opened;
    await session.show({ kind: 'text', text: '3 May 1979' });
    const { written, reference } = await session.decode({ beam: 1 });
    expect(reference).toBeNull();
    expect(written).toHaveLength(1);
    // The example now shows that very answer, with the model's probabilities at every place.
    const classes = models.at(-1)?.data?.classes ?? [];
    const { data, shape } = await session.read('probabilities');
    const likeliest = Array.from({ length: shape[1] }, (_, t) => {
      const row = [...data.subarray(t * shape[2], (t + 1) * shape[2])];
      const most = Math.max(...row);
      return { name: classes[row.indexOf(most)], log: Math.log(most) };
    });
    const [best] = written;
    const steps = likeliest.slice(0, best.words.length + (best.finished ? 1 : 0));
    expect(steps.map(({ name }) => name)).toEqual([
      ...best.words,
      ...(best.finished ? ['[end]'] : []),
    ]);
    const total = steps.reduce((sum, { log }) => sum + log, 0);
    expect(best.logProbability).toBeCloseTo(total, 4);
    expect(best.text).toBe(best.words.join(''));
  });

  test('with a wider beam is no less likely, and sorted', async () => {
    const { session } = opened;
    await session.show({ kind: 'data', split: 'validation', index: 0 });
    const greedy = await session.decode({ beam: 1 });
    const { written, reference } = await session.decode({ beam: 5 });
    expect(reference).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(written).toHaveLength(5);
    const logs = written.map(({ logProbability }) => logProbability);
    expect([...logs].sort((a, b) => b - a)).toEqual(logs);
    expect(logs[0]).toBeGreaterThanOrEqual(greedy.written[0].logProbability - 1e-4);
    expect(new Set(written.map(({ text }) => text)).size).toBe(5);
  });

  test('goes into the computation of own text, and a link restores edits made there', async () => {
    const { session } = opened;
    await session.show({ kind: 'text', text: '5 June 2011' });
    await session.decode({ beam: 1 });
    const { shape } = await session.read('context.pattern');
    expect(shape.at(-1)).toBe('5 June 2011'.length);
    await session.write('context.pattern', { index: [0, 0, 0, 0], value: 0.5 });
    const saved = await session.experiment({ weights: true });
    const again = open();
    await again.session.load(saved);
    const pattern = await again.session.read('context.pattern');
    expect(pattern.shape).toEqual(shape);
    expect(pattern.data[0]).toBe(0.5);
    await again.session.close();
  });

  test('is refused where nothing can be written', async () => {
    const { session } = opened;
    await expect(session.decode({ beam: 0 })).rejects.toThrow('from 1 to 16; got 0');
    const other = open();
    await other.session.load(await other.session.defaults('three-words'));
    await expect(other.session.decode({ beam: 1 })).rejects.toThrow('write no sequences');
  });
});

test('the error rate counts the changes that greedy answers need', async () => {
  const entry = galleryEntry('translation');
  const settings = { hidden: 16, embedding: 8, batchSize: 16 };
  const task = await entry.task(validateSettings(entry.settings, settings), noFiles);
  const few = { ...task.dataset.validation, count: 3 };
  const dataset = { ...task.dataset, validation: few };
  const backend = new CpuBackend();
  const [run] = task.runs;
  const all = task.dataset;
  const runs = await Runs.create({ backend, prefix: 'r', dataset: all, runs: [run], seed: 1 });
  if (!runs) throw new Error('There is nothing to train.');
  const pacer = new Pacer();
  pacer.start();
  await runs.advance(20, pacer);
  const [{ parameters }] = runs.trainers;
  const request = { backend, prefix: 'd', model: run.model, dataset, parameters };
  const rate = await errorRate(request);
  // One by one, no example is filled up to the length of another.
  let [changes, symbols] = [0, 0];
  for (const index of [0, 1, 2]) {
    const example = dataset.example('validation', index);
    const [answer] = await bestAnswers({ ...request, prefix: `d${index}`, examples: [example] });
    const right = [...example.values.target.data].slice(0, -1);
    changes += editDistance(answer.classes, right);
    symbols += right.length;
  }
  expect(rate?.errors).toBeCloseTo(changes / symbols, 10);
  expect(rate?.examples).toBe(3);
  expect(rate?.byLength.reduce((sum, { examples }) => sum + examples, 0)).toBe(3);
  runs.destroy();
});
