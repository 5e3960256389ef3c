import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/schema';
import { onCpu } from '../select-backend';
import { Session } from '../session';

const noFiles = () => Promise.reject(new Error('no file is needed here'));

async function open(
  id: Experiment['id'],
  settings: Record<string, number | boolean | string>,
  steps: number,
): Promise<Session> {
  const { backend, info } = onCpu('forced');
  const session = new Session(backend, info, noFiles, () => undefined);
  const defaults = await session.defaults(id);
  await session.load({ ...defaults, settings: { ...defaults.settings, ...settings } });
  await session.step(steps);
  return session;
}

const read = async (session: Session, name: string) => Array.from((await session.read(name)).data);
const sum = (numbers: readonly number[]) => numbers.reduce((all, x) => all + x, 0);
const rowOf = (data: readonly number[], row: number, width: number) =>
  data.slice(row * width, (row + 1) * width);

describe('what each part adds to a score', () => {
  test('is its output times the weights behind it, and all of it is the score', async () => {
    const session = await open(
      'who-did-what',
      { width: 16, heads: 2, layers: 2, mlp: true, batchSize: 16, dropout: 0 },
      40,
    );
    const k = 3;
    const found = await session.ask('logitAttribution', { class: k });
    const logits = await read(session, 'logits');
    expect(found.logit).toBeCloseTo(logits[k], 5);
    expect(found.total).toBeCloseTo(logits[k], 4);
    expect(found).toMatchObject({ class: k, frozen: [], weights: [], residual: true });

    // The answer is read at the first word, where z is of width 8 in each head.
    const out = await read(session, 'head.W');
    const column = Array.from({ length: 16 }, (_, c) => out[c * 12 + k]);
    for (const layer of [0, 1]) {
      const z = await read(session, `encoder.${layer}.attn.z`);
      const Wo = await read(session, `encoder.${layer}.attn.Wo`);
      for (const head of [0, 1]) {
        const own = rowOf(z, (head * z.length) / 2 / 8, 8);
        const byHand = sum(
          own.map((x, d) => x * sum(column.map((w, c) => Wo[(head * 8 + d) * 16 + c] * w))),
        );
        const part = found.components.find(
          (one) => one.pattern === `encoder.${layer}.attn.pattern` && one.head === head,
        );
        expect(part?.contribution).toBeCloseTo(byHand, 5);
      }
    }
    const embed = await read(session, 'embed');
    const words = found.components.find(({ kind }) => kind === 'input');
    expect(words?.tensor).toBe('embed');
    expect(words?.contribution).toBeCloseTo(
      sum(rowOf(embed, 0, 16).map((x, c) => x * column[c])),
      5,
    );
    // Other words reach the score through attention only.
    expect(words?.positions?.slice(1).every((x) => x === 0)).toBe(true);
    expect(
      found.components.filter(({ kind }) => kind === 'layer').map(({ tensor }) => tensor),
    ).toEqual(['encoder.0.mlp.gelu', 'encoder.1.mlp.gelu']);
    expect(
      found.components.filter(({ kind }) => kind === 'bias').map(({ tensor }) => tensor),
    ).toEqual([
      'encoder.0.attn.bo',
      'encoder.0.mlp.b2',
      'encoder.1.attn.bo',
      'encoder.1.mlp.b2',
      'head.b',
    ]);
  });

  test('behind a layer norm its scale is held fixed', async () => {
    const session = await open('context', { width: 8, layers: 2, batchSize: 8 }, 1);
    await session.showRun(4);
    await session.step(20);
    const position = 2;
    const k = 1;
    const found = await session.ask('logitAttribution', { class: k, position });
    const names = found.frozen;
    expect(names).toEqual(['states.norm']);
    const logits = await read(session, 'logits');
    const classes = (await session.read('logits')).shape.at(-1) ?? 0;
    expect(found.total).toBeCloseTo(logits[position * classes + k], 4);
    const kinds = new Set(found.components.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['input', 'positions', 'head', 'layer', 'bias']));

    // By hand, of the embedding: its part of what the norm reads, centred, over the deviation.
    const C = (await session.read('embed')).shape.at(-1) ?? 0;
    const last = await read(session, 'states.1.out');
    const x = rowOf(last, position, C);
    const mean = sum(x) / C;
    const deviation = Math.sqrt(sum(x.map((v) => (v - mean) ** 2)) / C + 1e-5);
    const gain = await read(session, 'states.norm.gain');
    const W = await read(session, 'head.W');
    const own = rowOf(await read(session, 'embed'), position, C);
    const centre = sum(own) / C;
    const byHand = sum(
      own.map((v, c) => (((v - centre) * gain[c]) / deviation) * W[c * classes + k]),
    );
    const embed = found.components.find(({ kind }) => kind === 'input');
    expect(embed?.positions?.[position]).toBeCloseTo(byHand, 4);
  });

  test('what a person changed is a term of its own', async () => {
    const session = await open('who-did-what', { width: 16, layers: 1, dropout: 0 }, 5);
    await session.write('encoder.0.out', { index: [0, 0, 2], value: 4 });
    const found = await session.ask('logitAttribution', { class: 0 });
    expect(found.total).toBeCloseTo((await read(session, 'logits'))[0], 4);
    expect(found.components.map(({ tensor }) => tensor)).toEqual(['encoder.0.out', 'head.b']);
  });

  test('attention that is all that goes on is followed, with its weights as they are', async () => {
    const session = await open('lookup', { batchSize: 16 }, 5);
    const found = await session.ask('logitAttribution', { class: 2 });
    expect(found).toMatchObject({ weights: ['attention.pattern'], residual: false });
    const logits = await read(session, 'logits');
    expect(found.total).toBeCloseTo(logits[2], 4);
    // A value's share is its weight times what it would give alone.
    const [v, W, pattern] = await Promise.all(
      ['attention.v', 'head.W', 'attention.pattern'].map((name) => read(session, name)),
    );
    const D = v.length / pattern.length;
    const classes = logits.length;
    // What is attended is the sum of a key's vector and its value's.
    const words = found.components.filter(({ kind }) => kind === 'input');
    expect(words.map(({ tensor }) => tensor)).toEqual(['keyEmbed', 'valueEmbed']);
    pattern.forEach((weight, t) => {
      const alone = sum(rowOf(v, t, D).map((x, d) => x * W[d * classes + 2]));
      const share = sum(words.map(({ positions }) => positions?.[t] ?? Number.NaN));
      expect(share).toBeCloseTo(weight * alone, 5);
    });
  });
});

test.each([
  ['head.W', { kind: 'scale', value: 2 }],
  ['encoder.1.attn.Wo', { kind: 'scale', value: -0.5 }],
  ['head.b', { kind: 'set', value: 0.25 }],
] as const)('with %s intervened on the terms still sum to the score', async (tensor, how) => {
  const session = await open(
    'who-did-what',
    { width: 16, heads: 2, layers: 2, batchSize: 16, dropout: 0 },
    20,
  );
  const plain = await session.ask('logitAttribution', { class: 3 });
  const { shape } = await session.read(tensor);
  const where = shape.map(() => null);
  await session.intervene([{ tensor, where, ...how, on: true, training: false }]);
  const found = await session.ask('logitAttribution', { class: 3 });
  expect(found.logit).not.toBeCloseTo(plain.logit, 3);
  expect(found.logit).toBeCloseTo((await read(session, 'logits'))[3], 5);
  expect(found.total).toBeCloseTo(found.logit, 4);
});
