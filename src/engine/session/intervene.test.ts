import { describe, expect, it } from 'vitest';
import { decodeExperiment, encodeExperiment } from '../experiment/codec';
import type { Experiment, Intervention } from '../experiment/schema';
import { onCpu } from './select-backend';
import { Session } from './session';

const noFiles = () => Promise.reject(new Error('no file is needed here'));

function open(): Session {
  const { backend, info } = onCpu('forced');
  return new Session(backend, info, noFiles, () => {});
}

async function threeWords(): Promise<Session> {
  const session = open();
  await session.load(await session.defaults('three-words'));
  return session;
}

/** A small model, so that a step takes a few milliseconds. */
async function small(changes: Partial<Experiment> = {}): Promise<Session> {
  const session = open();
  const defaults = await session.defaults('who-did-what');
  const settings = { ...defaults.settings, width: 16, layers: 1, batchSize: 8, dropout: 0.1 };
  await session.load({ ...defaults, settings, ...changes });
  return session;
}

/** What a link of the session opens, elsewhere. */
async function reopened(session: Session, weights = false): Promise<Session> {
  const other = open();
  const experiment = await session.experiment({ weights });
  const link = await encodeExperiment(experiment, await session.defaults(experiment.id));
  await other.load(await decodeExperiment(link, (id) => other.defaults(id)));
  return other;
}

const rule = (tensor: string, changes: Partial<Intervention> = {}): Intervention => ({
  tensor,
  where: [null, null],
  kind: 'zero',
  on: true,
  training: false,
  ...changes,
});
const head = (changes: Partial<Intervention> = {}): Intervention =>
  rule('encoder.0.attn.z', { where: [[0], null, null], ...changes });
const W = 'encoder.0.attn.Wq';

const values = async (session: Session, name: string) => [...(await session.read(name)).data];
const weightsOf = async (session: Session) => (await session.experiment({ weights: true })).weights;

describe('three words', () => {
  it('are averaged when their weights are made equal', async () => {
    const session = await threeWords();
    await session.intervene([rule('pattern', { kind: 'uniform' })]);
    // v is the identity: each output is the mean of its rows, 1/3 everywhere.
    for (const value of await values(session, 'out')) expect(value).toBeCloseTo(1 / 3, 6);
    // Each row is 1/3 away from two zeros and 2/3 from the one: (1/9 + 1/9 + 4/9) / 3.
    expect((await values(session, 'loss'))[0]).toBeCloseTo(2 / 9, 6);
    expect(await values(session, 'grad:q')).toEqual(Array(9).fill(0));
    expect((await session.explain('pattern', [0, 1])).intervened).toBe(true);
  });

  it('show the difference that it makes, and what was before', async () => {
    const session = await threeWords();
    const before = await values(session, 'out');
    await session.intervene([rule('pattern', { where: [[1], null], kind: 'scale', value: 2 })]);
    expect(await values(session, 'unedited:out')).toEqual(before);
    expect((await values(session, 'difference:out')).map((value, i) => [i, value])).toEqual(
      before.map((value, i) => [i, i >= 3 && i < 6 ? value : 0]),
    );
    expect(await values(session, 'difference:q')).toEqual(Array(9).fill(0));
    const explanation = await session.explain('pattern', [1, 0]);
    expect(explanation.terms.map(({ value, name }) => [name, value])).toEqual([
      ['computed:pattern', before[3]],
    ]);
    expect((await session.explain('pattern', [0, 0])).intervened).toBe(false);
    expect((await session.explain('pattern', [0, 0])).terms).toHaveLength(
      (await (await threeWords()).explain('pattern', [0, 0])).terms.length,
    );
  });

  it('give gradients that finite differences confirm, through every kind', async () => {
    const q = [0.3, -1.2, 0.8, 1.1, 0.4, -0.5, 0.2, 0.9, -0.7];
    const kinds: Partial<Intervention>[] = [
      { kind: 'zero' },
      { kind: 'set', value: 0.2 },
      { kind: 'scale', value: 1.5 },
      { kind: 'uniform' },
      { kind: 'mean' },
      { kind: 'shuffle', seed: 2 },
      { kind: 'freeze' },
    ];
    for (const change of kinds) {
      const session = await threeWords();
      await session.write('q', q);
      await session.intervene([rule('pattern', { where: [[0, 2], null], ...change })]);
      const gradient = await values(session, 'grad:q');
      const lossAt = async (flat: number, value: number) => {
        await session.write('q', { index: [Math.floor(flat / 3), flat % 3], value });
        const [loss] = await values(session, 'loss');
        await session.undo();
        return loss;
      };
      for (const flat of [0, 4, 8]) {
        const h = 2 ** -6;
        const slope =
          ((await lossAt(flat, q[flat] + h)) - (await lossAt(flat, q[flat] - h))) / (2 * h);
        expect(slope, `${change.kind} at ${flat}`).toBeCloseTo(gradient[flat], 4);
      }
    }
  });

  it('are what they were when it is switched off, undone or taken back', async () => {
    const session = await threeWords();
    const before = await values(session, 'loss');
    const [one] = await session.intervene([rule('v')]);
    const changed = await values(session, 'loss');
    expect(changed).not.toEqual(before);
    await session.intervene([{ ...one, on: false }]);
    expect(await values(session, 'loss')).toEqual(before);
    await session.undo();
    expect(await values(session, 'loss')).toEqual(changed);
    await session.undo();
    expect(await values(session, 'loss')).toEqual(before);
    await session.redo();
    expect(await values(session, 'loss')).toEqual(changed);
    expect(await session.intervene([])).toEqual([]);
    expect(await values(session, 'loss')).toEqual(before);
  });

  it('take edits as the last word on a cell, and a write to an input below it', async () => {
    const session = await threeWords();
    await session.intervene([rule('v'), rule('pattern')]);
    await session.write('v', { index: [0, 0], value: 5 });
    await session.write('pattern', { index: [0, 0], value: 0.5 });
    expect(await values(session, 'v')).toEqual([5, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(await values(session, 'out')).toEqual([2.5, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it.each([
    [rule('nothing'), 'no tensor named "nothing"'],
    [rule('out', { where: [null] }), 'has 2 axes besides the batch; the intervention names 1'],
    [rule('out', { where: [[3], null] }), 'positions 0 to 2 along axis Tq; got 3'],
    [rule('out', { where: [[1, 1], null] }), 'a list of ascending positions'],
    [rule('out', { kind: 'uniform' }), 'no weights of a softmax'],
    [rule('out', { kind: 'set' }), '"value" is missing'],
    [rule('out', { kind: 'scale', value: Number.NaN }), 'must be'],
    [rule('out', { kind: 'freeze', where: [[0], [1]], values: [] }), 'needs 1 values'],
    [rule('mask', { kind: 'scale', value: 2 }), 'is a mask'],
    [rule('out', { training: true }), 'Nothing is trained here'],
    [rule('loss', { where: [], kind: 'mean' }), 'is one number'],
  ])('refuse what cannot be: %j', async (one, message) => {
    const session = await threeWords();
    const before = await values(session, 'loss');
    await expect(session.intervene([one])).rejects.toThrow(message);
    expect(await values(session, 'loss')).toEqual(before);
    expect((await session.experiment({ weights: false })).interventions).toEqual([]);
  });
});

describe('a model in training', () => {
  it('is shown without a head, and goes on with another example', async () => {
    const session = await small();
    const before = await values(session, 'encoder.0.attn.z');
    await session.intervene([head()]);
    const without = await values(session, 'encoder.0.attn.z');
    const size = without.length / (await session.read('encoder.0.attn.z')).shape[1];
    expect(without.slice(0, size)).toEqual(Array(size).fill(0));
    expect(without.slice(size)).toEqual(before.slice(size));
    expect(await values(session, 'unedited:encoder.0.attn.z')).toEqual(before);
    await session.show({ kind: 'data', split: 'train', index: 3 });
    const { data, shape } = await session.read('encoder.0.attn.z');
    expect(Array.from(data.slice(0, shape[2] * shape[3])).filter((value) => value !== 0)).toEqual(
      [],
    );
    expect(data.some((value) => value !== 0)).toBe(true);
  });

  it('takes the values of another example, and keeps the present ones', async () => {
    const session = await small();
    const name = 'encoder.0.attn.z';
    await session.show({ kind: 'data', split: 'train', index: 3 });
    const donor = await session.read(name);
    await session.show({ kind: 'data', split: 'train', index: 0 });
    const from = { split: 'train', index: 3 } as const;
    const [patch] = await session.intervene([
      rule(name, { kind: 'patch', where: [[1], [0, 1], null], from }),
    ]);
    const width = donor.shape[3];
    const at = donor.shape[2] * width;
    const expected = Array.from(donor.data.slice(at, at + 2 * width));
    const row = await session.read(name);
    const shown = row.shape[2] * width;
    expect(Array.from(row.data.slice(shown, shown + 2 * width))).toEqual(expected);
    expect(patch.values).toHaveLength(2 * width);
    const [frozen] = await session.intervene([rule(W, { kind: 'freeze' })]);
    await session.step(3);
    expect(await values(session, W)).toEqual(frozen.values?.map(Math.fround));
    expect(await values(session, `computed:${W}`)).not.toEqual(frozen.values?.map(Math.fround));
  });

  it('trains with it to the bit as a link replays it', async () => {
    const session = await small();
    await session.step(3);
    await session.intervene([head({ training: true })]);
    await session.step(4);
    const [one] = await session.intervene([
      head({ training: true }),
      rule('grad:encoder.0.attn.z', {
        kind: 'scale',
        value: 0.5,
        where: [[1], null, null],
        training: true,
      }),
    ]);
    await session.step(2);
    await session.intervene([{ ...one, on: false }]);
    await session.step(3);
    const other = await reopened(session);
    expect(await weightsOf(other)).toBe(await weightsOf(session));
    expect(await values(other, 'loss')).toEqual(await values(session, 'loss'));
    expect((await other.experiment({ weights: false })).interventions).toEqual(
      (await session.experiment({ weights: false })).interventions,
    );
    const withWeights = await reopened(session, true);
    expect(await weightsOf(withWeights)).toBe(await weightsOf(session));
    // And not as it trains without.
    const plain = await small();
    await plain.step(12);
    expect(await weightsOf(plain)).not.toBe(await weightsOf(session));
  });

  it('takes over parameters, moments, step and histories when it is switched', async () => {
    const session = await small();
    const plain = await small();
    await session.step(4);
    await plain.step(4);
    const [one] = await session.intervene([head({ training: true })]);
    expect(await weightsOf(session)).toBe(await weightsOf(plain));
    expect((await session.metrics()).train).toEqual((await plain.metrics()).train);
    await session.intervene([{ ...one, training: false }]);
    await session.step(3);
    await plain.step(3);
    expect(await weightsOf(session)).toBe(await weightsOf(plain));
    expect((await session.metrics()).train).toEqual((await plain.metrics()).train);
  });

  it('does not change a parameter that is held, nor one whose gradient is zero', async () => {
    const session = await small();
    const before = await values(session, W);
    await session.intervene([rule(`grad:${W}`, { training: true })]);
    const shown = await session.read(`grad:${W}`);
    expect(shown.data.every((value) => value === 0)).toBe(true);
    const parameter = await session.experiment({ weights: false });
    // Without decay a parameter without a gradient stays as it is.
    await session.load({
      ...parameter,
      settings: { ...parameter.settings, weightDecay: 0 },
    });
    await session.step(3);
    expect(await values(session, W)).toEqual(before);
    await session.intervene([rule(W, { training: true })]);
    await session.step(2);
    expect(await values(session, `computed:${W}`)).toEqual(before);
    expect((await values(session, W)).every((value) => value === 0)).toBe(true);
    await session.intervene([]);
    expect(await values(session, W)).toEqual(before);
    await session.step(2);
    expect(await values(session, W)).not.toEqual(before);
  });

  it('learns without a head what it learns when nothing reads that head', async () => {
    const trained = async (interventions: readonly Intervention[]) => {
      const session = await small();
      await session.intervene(interventions);
      await session.step(5);
      const { train } = await session.metrics();
      const { tensors } = await session.show({ kind: 'data', split: 'train', index: 0 });
      const names = tensors.filter(({ kind }) => kind === 'parameter').map(({ name }) => name);
      // Below an intervention lies what training changes.
      const of = (name: string) => values(session, `computed:${name}`);
      const all = names.map((name) => of(name).catch(() => values(session, name)));
      return { losses: train.map(({ loss }) => loss), parameters: (await Promise.all(all)).flat() };
    };
    const silent = await trained([head({ training: true })]);
    const read = await small();
    const rows = (await read.read('encoder.0.attn.z')).shape[3];
    const unread = await trained([
      rule('encoder.0.attn.Wo', {
        where: [Array.from({ length: rows }, (_, i) => i), null],
        training: true,
      }),
    ]);
    silent.losses.forEach((loss, i) => expect(unread.losses[i]).toBeCloseTo(loss, 6));
    expect(silent.parameters).toHaveLength(unread.parameters.length);
    silent.parameters.forEach((value, i) => expect(unread.parameters[i]).toBeCloseTo(value, 6));
  });

  it('starts anew with those that are on', async () => {
    const session = await small();
    await session.intervene([head({ training: true })]);
    await session.step(3);
    const once = await weightsOf(session);
    await session.restart();
    await session.step(3);
    expect(await weightsOf(session)).toBe(once);
    await session.reseed((await session.experiment({ weights: false })).seed);
    await session.step(3);
    expect(await weightsOf(session)).toBe(once);
  });

  it('shows what a write to a parameter changes, until it is trained on', async () => {
    const session = await small();
    await session.step(2);
    const before = await values(session, 'loss');
    await session.write(W, { index: [0, 0], value: 9 });
    expect(await values(session, 'unedited:loss')).toEqual(before);
    expect(await values(session, 'loss')).not.toEqual(before);
    await session.step(1);
    expect(await values(session, 'difference:loss')).toEqual([0]);
  });

  it('refuses to train with what training does not compute', async () => {
    const session = await small();
    const wrong = rule('probabilities', { where: [null], training: true });
    await expect(session.intervene([wrong])).rejects.toThrow('Training does not compute');
    await session.step(2);
    const plain = await small();
    await plain.step(2);
    expect(await weightsOf(session)).toBe(await weightsOf(plain));
  });
});

describe('a training that is taken back', () => {
  const all = async (session: Session) => [await weightsOf(session), await values(session, 'loss')];

  it('to after an intervention goes on with it, to the same bits', async () => {
    const session = await small();
    await session.step(7);
    await session.intervene([head({ training: true })]);
    await session.step(50);
    await session.rewind(50);
    await session.step(3);

    const straight = await small();
    await straight.step(7);
    await straight.intervene([head({ training: true })]);
    await straight.step(46);
    expect(await all(session)).toEqual(await all(straight));
  });

  it('to before an intervention has it from there on', async () => {
    const session = await small();
    await session.step(7);
    await session.intervene([head({ training: true })]);
    await session.step(10);
    await session.rewind(5);
    await session.step(6);

    const straight = await small();
    await straight.step(5);
    await straight.intervene([head({ training: true })]);
    await straight.step(6);
    expect(await all(session)).toEqual(await all(straight));
    const reopenedAt = await reopened(session);
    expect(await all(reopenedAt)).toEqual(await all(straight));
  });

  it('an intervention while an earlier step is looked at leaves the present as it was', async () => {
    const session = await small();
    await session.step(12);
    const before = await weightsOf(session);
    await session.lookAt(5);
    await session.intervene([head({ training: true })]);
    await session.lookAt(null);
    expect(await weightsOf(session)).toEqual(before);
  });
});
