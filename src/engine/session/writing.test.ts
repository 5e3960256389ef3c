import { describe, expect, it } from 'vitest';
import { openPublic } from '../testing/first-steps';
import type { SampleRequest, SessionEvent } from './api';
import { onCpu } from './select-backend';
import { Session } from './session';

const REQUEST: SampleRequest = {
  prompt: 'Call me',
  length: 12,
  temperature: 1,
  topK: 0,
  topP: 1,
  seed: 5,
};

/** A small language model, untrained. */
async function writer() {
  const events: SessionEvent[] = [];
  const { backend, info } = onCpu('forced');
  const session = new Session(backend, info, openPublic, (event) => events.push(event));
  const defaults = await session.defaults('language-model');
  const small = { ...defaults.settings, width: 16, layers: 1, heads: 1, window: 16, batchSize: 2 };
  await session.load({ ...defaults, settings: small });
  return { session, events };
}

/** Five models at the shortest distance. */
async function rememberers() {
  const { backend, info } = onCpu('forced');
  const session = new Session(backend, info, openPublic, () => undefined);
  const defaults = await session.defaults('context');
  const small = { ...defaults.settings, distance: 5, width: 8, layers: 1, batchSize: 4 };
  await session.load({ ...defaults, settings: small });
  return session;
}

describe('going on with a text', () => {
  it('writes the same for the same seed, and tells of each character as it is written', async () => {
    const { session, events } = await writer();
    const text = await session.sample(REQUEST);
    expect(text).toHaveLength(12);
    const told = events.flatMap((event) => (event.type === 'sample' ? [event.text] : []));
    expect(told.join('')).toBe(text);
    expect(told).toHaveLength(12);
    expect(await session.sample(REQUEST)).toBe(text);
    expect(await session.sample({ ...REQUEST, seed: 6 })).not.toBe(text);
    // More than its window of 16 characters.
    const long = await session.sample({ ...REQUEST, length: 30 });
    expect(long.startsWith(text)).toBe(true);
    await session.close();
  });

  it('takes the most likely character at temperature 0, as the shown example has it', async () => {
    const { session } = await writer();
    const [next] = await session.sample({ ...REQUEST, temperature: 0, length: 1 });
    const model = await session.show({ kind: 'text', text: 'Call me' });
    const { data, shape } = await session.read('probabilities');
    const last = [...data].slice((shape[1] - 1) * shape[2]);
    // Padding is never written.
    const best = last.indexOf(Math.max(...last.slice(1)));
    const shown = next === ' ' ? '␣' : next === '\n' ? '↵' : next;
    expect(model.labels.V?.[best]).toBe(shown);
    await session.close();
  });

  it('stops when asked to', async () => {
    const { session, events } = await writer();
    const writing = session.sample({ ...REQUEST, length: 10_000 });
    while (!events.some(({ type }) => type === 'sample')) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await session.stopSampling();
    expect((await writing).length).toBeLessThan(10_000);
    await session.close();
  });

  it('refuses what it cannot go on from, and experiments that write nothing', async () => {
    const { session } = await writer();
    const tell = (changes: Partial<SampleRequest>) => session.sample({ ...REQUEST, ...changes });
    await expect(tell({ prompt: '' })).rejects.toThrow('at least one character');
    await expect(tell({ prompt: 'né' })).rejects.toThrow('never read: "é"');
    await expect(tell({ topP: 0 })).rejects.toThrow('Top-p: got 0');
    await expect(tell({ length: 0.5 })).rejects.toThrow('Length: got 0.5');
    await session.close();
    const other = await rememberers();
    await expect(other.sample(REQUEST)).rejects.toThrow('writes no text');
    await other.close();
  });
});

it('accuracy by distance adds up to the accuracy of the evaluation', async () => {
  const session = await rememberers();
  await session.step(100);
  const [found, metrics] = [await session.byDistance(), await session.allMetrics()];
  expect(Object.keys(found)).toEqual(['rnn', 'lstm', 'gru', 'context', 'transformer']);
  for (const [id, points] of Object.entries(found)) {
    expect(points.map(({ distance }) => distance)).toEqual([4, 5]);
    const asked = points.reduce((sum, point) => sum + point.asked, 0);
    const right = points.reduce((sum, point) => sum + point.asked * point.accuracy, 0);
    expect(asked).toBe(4 * 512);
    expect(right / asked).toBeCloseTo(metrics[id].validation[0].accuracy, 6);
  }
  await session.close();
});
