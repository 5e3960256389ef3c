import { describe, expect, it } from 'vitest';
import type { Settings } from './entry';
import { onCpu } from '../session/select-backend';
import { Session } from '../session/session';

const noFiles = () => Promise.reject(new Error('no file is needed here'));

async function opened(id: string, changes: Settings = {}, run = 0) {
  const { backend, info } = onCpu('forced');
  const session = new Session(backend, info, noFiles, () => undefined);
  const defaults = await session.defaults(id);
  await session.load({ ...defaults, settings: { ...defaults.settings, ...changes }, run });
  return session;
}

const values = async (session: Session, name: string) => [...(await session.read(name)).data];

/** Held-out accuracy of each model. */
async function accuracies(session: Session): Promise<Record<string, number>> {
  const all = await session.allMetrics();
  return Object.fromEntries(
    Object.entries(all).map(([run, { validation }]) => [run, validation.at(-1)?.accuracy ?? 0]),
  );
}

describe('lookup', () => {
  it('reaches its goal, and the weight lies on the key that is asked for', async () => {
    const session = await opened('lookup');
    await session.step(600);
    expect((await accuracies(session)).attention).toBeGreaterThanOrEqual(0.99);
    let onKey = 0;
    const shown = 24;
    for (let index = 0; index < shown; index++) {
      await session.show({ kind: 'data', split: 'validation', index });
      const [query] = await values(session, 'query');
      const at = (await values(session, 'keys')).indexOf(query);
      onKey += (await values(session, 'attention.pattern'))[at] / shown;
    }
    expect(onKey).toBeGreaterThan(0.9);
  }, 20_000);

  it('finds the value in a list of one’s own', async () => {
    const session = await opened('lookup');
    await session.step(200);
    await session.show({ kind: 'text', text: 'h=3 e=1 d=9 ? e' });
    const probabilities = await values(session, 'probabilities');
    expect(probabilities.indexOf(Math.max(...probabilities))).toBe(1);
  });

  it.each<Settings>([{ listLength: 4 }, { listLength: 16 }, { scaling: false }, { width: 8 }])(
    'learns with %j',
    async (changes) => {
      const session = await opened('lookup', changes);
      const first = await session.step(1);
      const last = await session.step(60);
      expect(last.loss).toBeLessThan(first.loss);
    },
  );
});

/** Of the untrained model: how evenly its weights lie, and what share of a gradient softmax lets through. */
async function softmaxOf(session: Session, scores: string) {
  const length = async (name: string) => Math.hypot(...(await values(session, name)));
  const shown = 16;
  let [entropy, passed] = [0, 0];
  const sums: number[] = [];
  for (let index = 0; index < shown; index++) {
    await session.show({ kind: 'data', split: 'validation', index });
    const [first, second] = await values(session, 'attention.entropy');
    entropy += (first + second) / 2 / shown;
    const into = await length('grad:attention.pattern');
    passed += (await length(`grad:attention.${scores}`)) / into / shown;
    sums.push(...(await values(session, 'attention.sums')));
  }
  return { entropy, passed, sums };
}

describe('which axis', () => {
  it('has only attention over keys with √d learn at once', async () => {
    const session = await opened('which-axis');
    await session.step(100);
    const { attention, queries, unscaled } = await accuracies(session);
    // 1.00, 0.44 and 0.34 with this seed.
    expect(attention).toBeGreaterThanOrEqual(0.99);
    expect(queries).toBeLessThan(0.6);
    expect(unscaled).toBeLessThan(0.5);
  });

  it('shows why: without √d the first weights are nearly one-hot, and pass on little gradient', async () => {
    const scaled = await softmaxOf(await opened('which-axis', { width: 256 }, 0), 'scaled');
    const unscaled = await softmaxOf(await opened('which-axis', { width: 256 }, 2), 'scores');
    // As the words of the experiment say; 8 equal weights would have ln 8 = 2.08 nats.
    expect(scaled.entropy).toBeCloseTo(1.6, 1);
    expect(unscaled.entropy).toBeLessThan(0.2);
    expect(scaled.passed).toBeCloseTo(0.11, 2);
    expect(unscaled.passed).toBeCloseTo(0.04, 2);
    for (const sum of [...scaled.sums, ...unscaled.sums]) expect(sum).toBeCloseTo(1, 5);
  });

  it.each([
    [4, 1.1],
    [64, 0.3],
    [512, 0.1],
  ])('starts at fewer nats the larger d is, without √d: at %i', async (width, nats) => {
    const right = await softmaxOf(await opened('which-axis', { width }, 0), 'scaled');
    const unscaled = await softmaxOf(await opened('which-axis', { width }, 2), 'scores');
    expect(right.entropy).toBeCloseTo(1.6, 1);
    expect(unscaled.entropy).toBeCloseTo(nats, 1);
  });

  it('shows why: over queries a query’s weights sum to anything, all of them to the number of keys', async () => {
    const { sums } = await softmaxOf(await opened('which-axis', { width: 16 }, 1), 'scaled');
    // Each of 8 keys gives away 1: two queries share 8, unequally.
    for (let i = 0; i < sums.length; i += 2) expect(sums[i] + sums[i + 1]).toBeCloseTo(8, 5);
    expect(Math.max(...sums) - Math.min(...sums)).toBeGreaterThan(2);
  });

  it.each<Settings>([{ queries: 1 }, { queries: 4, listLength: 16 }, { width: 4 }])(
    'learns with %j',
    async (changes) => {
      const session = await opened('which-axis', { width: 32, learningRate: 0.01, ...changes });
      const first = await session.step(1);
      const last = await session.step(60);
      expect(last.loss).toBeLessThan(first.loss);
    },
  );

  it('gives every key the weight 1 where a single query is normalised with itself', async () => {
    const session = await opened('which-axis', { queries: 1, width: 16 }, 1);
    expect(await values(session, 'attention.pattern')).toEqual(Array(8).fill(1));
  });
});
