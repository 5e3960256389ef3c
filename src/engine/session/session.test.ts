import { describe, expect, it } from 'vitest';
import { evaluate } from '../graph/expr';
import type { Experiment } from '../experiment/schema';
import type { SessionEvent } from './api';
import { onCpu } from './select-backend';
import { Session } from './session';

const noFiles = () => Promise.reject(new Error('no file is needed here'));

function open() {
  const events: SessionEvent[] = [];
  const { backend, info } = onCpu('forced');
  const session = new Session(backend, info, noFiles, (event) => events.push(event));
  return { session, events };
}

async function threeWords() {
  const opened = open();
  await opened.session.load(await opened.session.defaults('three-words'));
  return opened;
}

/** A small model, so that a step takes a few milliseconds. */
async function whoDidWhat(changes: Partial<Experiment> = {}) {
  const opened = open();
  const defaults = await opened.session.defaults('who-did-what');
  const small = { ...defaults.settings, width: 16, layers: 1, batchSize: 8, dropout: 0.1 };
  await opened.session.load({ ...defaults, settings: small, ...changes });
  return opened;
}

const values = async (session: Session, name: string) => [...(await session.read(name)).data];

describe('three words', () => {
  it('match a calculation by hand', async () => {
    const { session } = await threeWords();
    // q = k = v = identity: q·kᵀ is the identity, divided by √3.
    const scaled = 1 / Math.sqrt(3);
    const same = Math.exp(scaled) / (Math.exp(scaled) + 2);
    const other = 1 / (Math.exp(scaled) + 2);
    const expected = [same, other, other, other, same, other, other, other, same];
    (await values(session, 'scores')).forEach((v, i) => {
      expect(v).toBe(i % 4 === 0 ? 1 : 0);
    });
    for (const name of ['pattern', 'out']) {
      (await values(session, name)).forEach((v, i) => {
        expect(v).toBeCloseTo(expected[i], 6);
      });
    }
    // Each row of the target is 1 at the next word: per row (same − 0)² + (other − 1)² + other².
    const loss = (same ** 2 + (other - 1) ** 2 + other ** 2) / 3;
    expect((await values(session, 'loss'))[0]).toBeCloseTo(loss, 6);
  });

  it('give gradients that finite differences confirm', async () => {
    const { session } = await threeWords();
    await session.write('q', [0.3, -1.2, 0.8, 1.1, 0.4, -0.5, 0.2, 0.9, -0.7]);
    for (const name of ['q', 'k', 'v', 'scores', 'pattern']) {
      const gradient = await values(session, `grad:${name}`);
      const before = await values(session, name);
      const lossAt = async (index: readonly [number, number], value: number) => {
        await session.write(name, { index, value });
        const [loss] = await values(session, 'loss');
        await session.undo();
        return loss;
      };
      for (const cell of [0, 4, 7]) {
        const index = [Math.floor(cell / 3), cell % 3] as const;
        const h = 2 ** -6;
        const slope =
          ((await lossAt(index, before[cell] + h)) - (await lossAt(index, before[cell] - h))) /
          (2 * h);
        expect(slope).toBeCloseTo(gradient[cell], 4);
      }
    }
  });

  it('mask by hand with zeros that are exact, and never give NaN', async () => {
    const { session } = await threeWords();
    await session.write('mask', [0, 0, 0, 1, 0, 1, 1, 1, 1]);
    const masked = await values(session, 'masked');
    expect(masked.slice(0, 3)).toEqual([-Infinity, -Infinity, -Infinity]);
    const pattern = await values(session, 'pattern');
    expect(pattern.slice(0, 3)).toEqual([0, 0, 0]);
    expect(pattern[4]).toBe(0);
    for (const name of ['out', 'grad:q', 'grad:scores', 'grad:masked']) {
      for (const v of await values(session, name)) expect(Number.isFinite(v)).toBe(true);
    }
  });

  it('let everything downstream follow an edited pattern, and cut the gradient there', async () => {
    const { session } = await threeWords();
    await session.write('pattern', { index: [0, 2], value: 1 });
    // v is the identity: the output's row is the pattern's row.
    expect((await values(session, 'out'))[2]).toBe(1);
    const upstream = await values(session, 'grad:computed:pattern');
    expect(upstream[2]).toBe(0);
    expect(upstream[1]).not.toBe(0);
    await session.reset('pattern');
    expect((await values(session, 'out'))[2]).toBeCloseTo(0.26445845, 6);
  });

  it('show what goes wrong with softmax over the queries', async () => {
    const { session } = await threeWords();
    await session.configure({ softmaxAxis: 'queries' });
    await session.write('q', [3, 0, 0, 0, 1, 0, 0, 0, 1]);
    const pattern = await values(session, 'pattern');
    const sum = (cells: number[]) => cells.reduce((s, i) => s + pattern[i], 0);
    expect(sum([0, 3, 6])).toBeCloseTo(1, 6);
    expect(sum([0, 1, 2])).not.toBeCloseTo(1, 2);
  });

  it('explain every cell by terms that give its value', async () => {
    const { session } = await threeWords();
    await session.write('q', [0.3, -1.2, 0.8, 1.1, 0.4, -0.5, 0.2, 0.9, -0.7]);
    await session.write('mask', { index: [1, 2], value: 0 });
    const model = await session.configure({});
    for (const { name, shape } of model.tensors) {
      const data = await values(session, name);
      for (let flat = 0; flat < data.length; flat++) {
        const index = shape.length === 2 ? [Math.floor(flat / 3), flat % 3] : [];
        const { value, expr, terms } = await session.explain(name, index);
        expect(value).toBe(data[flat]);
        const again = evaluate(expr, terms);
        if (Number.isFinite(value)) expect(again, `${name}[${index.join()}]`).toBeCloseTo(value, 5);
        else expect(again).toBe(value);
      }
    }
  });

  it('have nothing to train, and say so', async () => {
    const { session } = await threeWords();
    await expect(session.step(1)).rejects.toThrow(/nothing to train/);
  });
});

describe('training', () => {
  it('gives the same losses bit for bit with the same seed, dropout and batches included', async () => {
    const run = async (seed: number) => {
      const { session } = await whoDidWhat({ seed });
      await session.step(20);
      return (await session.metrics()).train.map((point) => point.loss);
    };
    const first = await run(7);
    expect(first).toHaveLength(20);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
  });

  it('is the same in one go and in single steps', async () => {
    const one = await whoDidWhat();
    await one.session.step(6);
    const many = await whoDidWhat();
    for (let i = 0; i < 6; i++) await many.session.step(1);
    expect((await many.session.metrics()).train).toEqual((await one.session.metrics()).train);
  });

  it('replays a saved experiment with its edits to the same tensors, bit for bit', async () => {
    const { session } = await whoDidWhat();
    await session.step(5);
    await session.write('head.W', { index: [3, 2], value: 1.5 });
    await session.step(5);
    await session.write('encoder.0.attn.pattern', { index: [0, 0, 1, 1], value: 0.9 });
    const saved = await session.experiment({ weights: false });
    expect(saved.weights).toBeUndefined();

    const fresh = open().session;
    await fresh.load(saved);
    for (const name of [
      'head.W',
      'embedding.table',
      'logits',
      'encoder.0.attn.out',
      'grad:embed',
    ]) {
      expect(await values(fresh, name), name).toEqual(await values(session, name));
    }
  });

  it('goes on from saved weights as if it had never stopped', async () => {
    const { session } = await whoDidWhat();
    await session.step(5);
    const saved = await session.experiment({ weights: true });
    const going = await session.step(4);

    const fresh = open().session;
    await fresh.load(saved);
    expect(await fresh.step(4)).toEqual(going);
    expect(await values(fresh, 'logits')).toEqual(await values(session, 'logits'));
  });

  it('goes on from an edited weight, and restarting takes it back to the initial weights', async () => {
    const { session } = await whoDidWhat();
    const initial = await values(session, 'head.b');
    await session.step(3);
    await session.write('head.b', { index: [0], value: 5 });
    expect((await values(session, 'head.b'))[0]).toBe(5);
    await session.undo();
    expect((await values(session, 'head.b'))[0]).not.toBe(5);
    await session.redo();
    await session.step(1);
    expect((await values(session, 'head.b'))[0]).toBeCloseTo(5, 1);
    await session.restart();
    expect(await values(session, 'head.b')).toEqual(initial);
    expect((await session.metrics()).train).toEqual([]);
  });

  it('shows frames while it trains and can be paused', async () => {
    const { session, events } = await whoDidWhat();
    await session.watch(['logits']);
    await session.train();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await session.pause();
    const frames = events.flatMap((event) => (event.type === 'frame' ? [event.frame] : []));
    const last = frames[frames.length - 1];
    expect(last.running).toBe(false);
    expect(last.step).toBeGreaterThan(0);
    expect(last.tensors.logits).toHaveLength(12);
    const { step } = last;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await session.experiment({ weights: false })).step).toBe(step);
  });
});

describe('a session', () => {
  it('says which experiments there are', async () => {
    const ids = (await open().session.experiments()).map(({ id }) => id);
    // In the order of the gallery; a new one need not be named here.
    const known = ['three-words', 'who-did-what', 'when-was-it-said'];
    expect(ids.filter((id) => known.includes(id))).toEqual(known);
  });

  it('refuses bad input with a clear message and keeps what was there', async () => {
    const { session } = await threeWords();
    const refused = [
      [session.write('nothing', [1]), /no tensor named "nothing"/],
      [session.write('q', [1, 2]), /"q" has 9 elements/],
      [session.write('q', { index: [0, 3], value: 1 }), /no cell \[0,3\]/],
      [session.write('q', { index: [0, 0], value: Number.NaN }), /holds numbers/],
      [session.write('q', { index: [0, 0], value: 1e39 }), /finite 32-bit numbers/],
      [session.write('mask', { index: [0, 0], value: 2 }), /is a mask/],
      [session.write('grad:q', { index: [0, 0], value: 1 }), /is a gradient/],
      [session.explain('q', [0]), /no cell/],
      [session.configure({ temperature: 0 }), /temperature/],
      [session.configure({ mask: 'sideways' }), /mask/],
    ] as const;
    for (const [promise, message] of refused) await expect(promise).rejects.toThrow(message);
    expect(await values(session, 'q')).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('keeps the loaded experiment when another cannot be loaded', async () => {
    const { session } = await whoDidWhat();
    await session.step(3);
    const before = await values(session, 'logits');
    const defaults = await session.defaults('who-did-what');
    const broken = { ...defaults, edits: [{ tensor: 'no.such', cells: [[0, 1]] as const }] };
    await expect(session.load(broken)).rejects.toThrow(/no tensor named "no.such"/);
    expect(await values(session, 'logits')).toEqual(before);
    expect((await session.step(1)).step).toBe(4);
  });

  it('refuses a saved write that lies after the last step, and carries writes out in order', async () => {
    const { session } = await whoDidWhat();
    await session.step(4);
    await session.write('head.b', { index: [0], value: 1 });
    await session.step(2);
    await session.write('head.b', { index: [0], value: 2 });
    await session.step(1);
    const saved = await session.experiment({ weights: false });
    const after = await values(session, 'head.b');

    const fresh = open().session;
    await fresh.load({ ...saved, edits: saved.edits.toReversed() });
    expect(await values(fresh, 'head.b')).toEqual(after);
    await expect(fresh.load({ ...saved, step: 5 })).rejects.toThrow(/made after 6 steps/);
  });

  it('shows another sentence, and the visitor’s own, and refuses words it does not know', async () => {
    const { session } = await whoDidWhat();
    const own = await session.show({ kind: 'text', text: 'object? the cat chased the dog' });
    expect(own.example.tokens).toEqual(['object?', 'the', 'cat', 'chased', 'the', 'dog']);
    expect(own.example.target).toBeNull();
    expect((await session.read('encoder.0.attn.pattern')).shape).toEqual([1, 2, 6, 6]);
    await expect(session.show({ kind: 'text', text: 'the unicorn slept' })).rejects.toThrow(
      /unicorn, slept/,
    );
    await expect(session.show({ kind: 'data', split: 'train', index: 99_999 })).rejects.toThrow(
      /no example 99999/,
    );
    expect((await session.read('tokens')).shape).toEqual([1, 6]);
  });

  it('lets a token be edited to another word', async () => {
    const { session, events } = await whoDidWhat();
    await session.show({ kind: 'text', text: 'agent? the cat chased the dog' });
    const model = await session.configure({});
    const pig = model.labels.V?.indexOf('pig') ?? 0;
    await session.write('tokens', { index: [0, 2], value: pig });
    const models = events.flatMap((event) => (event.type === 'model' ? [event.model] : []));
    expect(models[models.length - 1].example.tokens[2]).toBe('pig');
    await expect(session.write('tokens', { index: [0, 2], value: 1000 })).rejects.toThrow(
      /whole numbers from 0 to/,
    );
  });

  it('goes on with the same numbers on another backend when its device is lost', async () => {
    const { session, events } = await whoDidWhat();
    await session.step(4);
    await session.write('head.b', { index: [1], value: 2 });
    await session.step(3);
    const before = await values(session, 'logits');
    await session.recover(onCpu('device-lost', 'the driver crashed'));
    expect(await values(session, 'logits')).toEqual(before);
    expect((await session.step(1)).step).toBe(8);
    const errors = events.filter((event) => event.type === 'error');
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors)).toContain('the driver crashed');
    const models = events.flatMap((event) => (event.type === 'model' ? [event.model] : []));
    expect(models[models.length - 1].backend.reason).toBe('device-lost');
  });

  it('prints the plan of a step', async () => {
    const { session } = await whoDidWhat();
    const plan = await session.plan();
    expect(plan).toContain('encoder.0.attn.pattern');
    expect(plan).toMatch(/\d+ dispatches/);
  });
});

describe('numbers that cease to be finite', () => {
  const problems = (events: readonly SessionEvent[]) =>
    events.flatMap((event) => (event.type === 'error' ? [event.error] : []));

  it('are reported after an edit with the first tensor that has them', async () => {
    const { session, events } = await threeWords();
    await session.write('q', { index: [0, 0], value: 3e38 });
    await session.write('k', { index: [0, 0], value: 3e38 });
    expect(problems(events)).toMatchObject([{ code: 'numeric', tensor: 'scores' }]);
    expect(problems(events)[0].message).toContain('"scores" [0,0] is ∞ (made by matmul)');
    await session.undo();
    expect((await values(session, 'loss')).every(Number.isFinite)).toBe(true);
    expect(problems(events)).toHaveLength(1);
  });

  it('are reported after a step with the weight that has them', async () => {
    const { session, events } = await whoDidWhat();
    await session.write('head.W', { index: [0, 0], value: 3e38 });
    await session.write('head.W', { index: [0, 1], value: -3e38 });
    const { loss } = await session.step(2);
    expect(Number.isFinite(loss)).toBe(false);
    const [{ code, message }] = problems(events).slice(-1);
    expect(code).toBe('numeric');
    expect(message).toMatch(/The loss of step \d+ is (NaN|Infinity)/);
    expect(message).toContain('start training again with a lower learning rate');
  });

  it('stop a training that runs', async () => {
    const { session, events } = await whoDidWhat();
    await session.write('head.W', { index: [0, 0], value: 3e38 });
    await session.write('head.W', { index: [0, 1], value: -3e38 });
    await session.train();
    await expect.poll(() => problems(events).at(-1)?.message).toContain('Training stopped after');
    const frames = events.flatMap((event) => (event.type === 'frame' ? [event.frame] : []));
    expect(frames.at(-1)?.running).toBe(false);
  });
});
