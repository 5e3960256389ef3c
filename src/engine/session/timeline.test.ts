import { describe, expect, it } from 'vitest';
import type { Experiment, ExperimentId, Intervention } from '../experiment/schema';
import { openPublic } from '../testing/first-steps';
import type { SessionEvent } from './api';
import { onCpu } from './select-backend';
import { Session } from './session';
import { SNAPSHOT_EVERY, Timeline } from './timeline';

describe('a timeline', () => {
  const snapshot = (step: number) => ({ step, weights: [new Float32Array(1)] });
  /** What training does: it asks before it goes on, and stops where a snapshot may be due. */
  function train(timeline: Timeline, from: number, to: number): void {
    for (let step = from; step < to; step = timeline.next(step)) {
      if (timeline.wants(step)) timeline.add(snapshot(step));
    }
  }

  it('has first steps, and then every hundredth', () => {
    const timeline = new Timeline(4, 4000);
    train(timeline, 0, 301);
    expect(timeline.steps).toEqual([0, 1, 2, 5, 10, 20, 50, 100, 200, 300]);
    expect(timeline.bytes).toBe(40);
    expect(timeline.at(50)?.step).toBe(50);
    expect(timeline.at(51)).toBeUndefined();
  });

  it('keeps its budget and lies evenly over a long run, its beginning included', () => {
    const timeline = new Timeline(1000, 20_000);
    for (let end = 1000; end <= 50_000; end += 1000) {
      train(timeline, end - 1000, end);
      expect(timeline.bytes).toBeLessThanOrEqual(timeline.budget);
      const even = timeline.steps.filter((step) => step % SNAPSHOT_EVERY === 0);
      const gaps = even.slice(1).map((step, i) => step - even[i]);
      expect(even[0]).toBe(0);
      // Those that were thinned already lie twice as far apart as those that were not.
      expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * Math.min(...gaps));
      expect(end - even[even.length - 1]).toBeLessThanOrEqual(2 * Math.max(...gaps));
    }
    expect(timeline.steps.length).toBeGreaterThan(10);
  });

  it('keeps the beginning and one more, however large they are', () => {
    const timeline = new Timeline(1000, 10);
    train(timeline, 0, 250);
    expect(timeline.steps).toEqual([0, 200]);
  });

  it('takes a snapshot again after its step was edited, and drops what lies after a rewind', () => {
    const timeline = new Timeline(4, 4000);
    train(timeline, 0, 301);
    timeline.forget(300);
    expect(timeline.wants(300)).toBe(true);
    timeline.rewind(20);
    expect(timeline.steps).toEqual([0, 1, 2, 5, 10, 20]);
    expect(timeline.wants(20)).toBe(false);
    train(timeline, 20, 101);
    expect(timeline.steps).toEqual([0, 1, 2, 5, 10, 20, 50, 100]);
    timeline.clear();
    expect(timeline.steps).toEqual([]);
  });

  it('keeps where a loaded run begins', () => {
    const timeline = new Timeline(4, 4000);
    timeline.startFrom(1237);
    train(timeline, 1237, 1301);
    expect(timeline.steps).toEqual([1237, 1300]);
  });
});

function open() {
  const events: SessionEvent[] = [];
  const { backend, info } = onCpu('forced');
  const session = new Session(backend, info, openPublic, (event) => events.push(event));
  return { session, events };
}

/** Small models, so that a step takes a few milliseconds. */
const SMALL: Partial<Record<ExperimentId, Experiment['settings']>> = {
  'who-did-what': { width: 16, layers: 1, batchSize: 8, dropout: 0.1 },
  context: { width: 8, batchSize: 4 },
  digits: { batchSize: 4 },
};

async function small(id: ExperimentId) {
  const { session, events } = open();
  const defaults = await session.defaults(id);
  const known = Object.keys(defaults.settings);
  const settings = Object.entries(SMALL[id] ?? {}).filter(([key]) => known.includes(key));
  const model = await session.load({
    ...defaults,
    settings: { ...defaults.settings, ...Object.fromEntries(settings) },
  });
  return { session, events, names: model.tensors.map(({ name }) => name) };
}

/** The bits of every tensor that is listed, gradients included. */
async function tensorsOf(session: Session, names: readonly string[]) {
  const found: Record<string, Uint32Array> = {};
  for (const name of names) {
    const { data } = await session.read(name);
    found[name] = new Uint32Array(data.buffer.slice(0), data.byteOffset, data.length);
  }
  return found;
}

const weightsOf = async (session: Session) => (await session.experiment({ weights: true })).weights;

describe.each<[string, ExperimentId]>([
  ['a text', 'who-did-what'],
  ['recurrent models side by side', 'context'],
  ['pictures', 'digits'],
])('looking back at %s', (_, id) => {
  it('shows every tensor as a run has it that was stopped there, and training goes on as if nobody had looked', async () => {
    const [looked, stopped] = [await small(id), await small(id)];
    const { names } = looked;
    await looked.session.step(22);
    for (const step of [0, 10, 20]) {
      await looked.session.lookAt(step);
      if (step > 0) await stopped.session.step(10);
      expect(await tensorsOf(looked.session, names)).toEqual(
        await tensorsOf(stopped.session, names),
      );
      expect(await looked.session.timeline()).toMatchObject({ present: 22, shown: step });
    }
    await stopped.session.step(2);
    // What is saved meanwhile is the present, moments included.
    expect(await weightsOf(looked.session)).toEqual(await weightsOf(stopped.session));
    expect((await looked.session.experiment({ weights: false })).step).toBe(22);
    await looked.session.lookAt(null);
    expect(await tensorsOf(looked.session, names)).toEqual(await tensorsOf(stopped.session, names));
    await looked.session.lookAt(5);
    await looked.session.step(3);
    await stopped.session.step(3);
    expect(await weightsOf(looked.session)).toEqual(await weightsOf(stopped.session));
    expect(await looked.session.metrics()).toEqual(await stopped.session.metrics());
  }, 60_000);

  it('training taken back goes on to the same bits', async () => {
    const [back, straight] = [await small(id), await small(id)];
    await back.session.step(24);
    await back.session.lookAt(5);
    await back.session.rewind(10);
    expect(await back.session.timeline()).toMatchObject({
      steps: [0, 1, 2, 5, 10],
      present: 10,
      shown: 10,
    });
    expect((await back.session.metrics()).train.map(({ step }) => step)).toEqual(
      Array.from({ length: 10 }, (_, i) => i + 1),
    );
    await back.session.step(14);
    await straight.session.step(24);
    expect(await weightsOf(back.session)).toEqual(await weightsOf(straight.session));
    expect(await back.session.allMetrics()).toEqual(await straight.session.allMetrics());
  }, 60_000);
});

describe('edits of parameters', () => {
  /** Writes a weight at steps 0, 5 and 7, and trains to 12. */
  async function edited() {
    const { session, names } = await small('who-did-what');
    const write = (at: number, value: number) => session.write('head.W', { index: [at, 0], value });
    await session.step(1);
    await session.restart();
    await write(0, 2);
    await session.step(5);
    await write(1, 3);
    await session.step(2);
    await write(2, 4);
    await session.step(5);
    return { session, names };
  }

  it('are in the snapshots of their steps', async () => {
    const { session, names } = await edited();
    const stopped = await small('who-did-what');
    await stopped.session.write('head.W', { index: [0, 0], value: 2 });
    await session.lookAt(0);
    expect(await tensorsOf(session, names)).toEqual(await tensorsOf(stopped.session, names));
    await stopped.session.step(5);
    await stopped.session.write('head.W', { index: [1, 0], value: 3 });
    await session.lookAt(5);
    expect(await tensorsOf(session, names)).toEqual(await tensorsOf(stopped.session, names));
  });

  it('go when the training is taken back before them, and stay when it is not', async () => {
    const { session } = await edited();
    const plain = await small('who-did-what');
    await plain.session.write('head.W', { index: [0, 0], value: 2 });
    await plain.session.step(5);
    await plain.session.write('head.W', { index: [1, 0], value: 3 });
    await session.rewind(5);
    const { edits } = await session.experiment({ weights: false });
    expect(edits.map(({ step }) => step)).toEqual([0, 5]);
    await session.step(4);
    await plain.session.step(4);
    expect(await weightsOf(session)).toEqual(await weightsOf(plain.session));
    // A link without weights leads to the same place.
    const replayed = open();
    await replayed.session.load(await session.experiment({ weights: false }));
    expect(await weightsOf(replayed.session)).toEqual(await weightsOf(session));
    expect((await replayed.session.timeline()).steps).toEqual([0, 1, 2, 5]);
  });

  it('are refused while an earlier step is shown; those of activations are not', async () => {
    const { session } = await edited();
    const before = await weightsOf(session);
    await session.lookAt(2);
    const write = session.write('head.W', { index: [0, 0], value: 9 });
    await expect(write).rejects.toThrow(/as of step 2, while the training stands at step 12/);
    await expect(session.undo()).rejects.toThrow(/as of step 2/);
    await expect(session.reset('head.W')).rejects.toThrow(/as of step 2/);
    await session.write('encoder.0.attn.pattern', { index: [0, 0, 0, 0], value: 1 });
    await session.undo();
    await session.lookAt(null);
    expect(await weightsOf(session)).toEqual(before);
  });
});

describe('interventions in training', () => {
  const silenced: Intervention = {
    tensor: 'encoder.0.attn.z',
    where: [[0], null, null],
    kind: 'zero',
    on: true,
    training: true,
  };

  it('leave the present as it is when they are made while an earlier step is shown', async () => {
    const [looked, straight] = [await small('who-did-what'), await small('who-did-what')];
    for (const { session } of [looked, straight]) await session.step(12);
    await looked.session.lookAt(5);
    for (const { session } of [looked, straight]) await session.intervene([silenced]);
    expect((await looked.session.timeline()).shown).toBe(5);
    for (const { session } of [looked, straight]) await session.step(3);
    expect(await weightsOf(looked.session)).toEqual(await weightsOf(straight.session));
    // A step without them cannot be taken again.
    const measured = await looked.session.ask('updates', {});
    expect(measured?.gradients.steps).toEqual([]);
  });

  it('that are on when training is taken back are on from there, as a link says', async () => {
    const { session } = await small('who-did-what');
    await session.step(12);
    await session.intervene([silenced]);
    await session.step(3);
    await session.rewind(5);
    const saved = await session.experiment({ weights: false });
    expect(saved.interventions?.map(({ trained }) => trained)).toEqual([[[5, null]]]);
    await session.step(4);
    const replayed = open();
    await replayed.session.load(await session.experiment({ weights: false }));
    expect(await weightsOf(replayed.session)).toEqual(await weightsOf(session));
  });
});

describe('a session', () => {
  it('says which steps there are when one was not kept, and keeps what it shows', async () => {
    const { session } = await small('who-did-what');
    await session.step(12);
    await session.lookAt(5);
    await expect(session.lookAt(7)).rejects.toThrow(/no snapshot of step 7.*step 5 and of step 10/);
    await expect(session.rewind(99)).rejects.toThrow(/no snapshot of step 99/);
    expect((await session.timeline()).shown).toBe(5);
  });

  it('tells the page of snapshots, and of the step that it shows', async () => {
    const { session, events } = await small('who-did-what');
    await session.step(12);
    await session.lookAt(5);
    const timelines = events.flatMap((event) =>
      event.type === 'timeline' ? [event.timeline] : [],
    );
    expect(timelines.at(-1)).toMatchObject({ steps: [0, 1, 2, 5, 10] });
    const frame = events.findLast((event) => event.type === 'frame');
    expect(frame?.type === 'frame' && frame.frame).toMatchObject({ step: 5, present: 12 });
    await session.restart();
    expect(await session.timeline()).toMatchObject({ steps: [], present: 0, shown: 0, bytes: 0 });
  });

  it('has the beginning of a run that was loaded with its weights', async () => {
    const trained = await small('who-did-what');
    await trained.session.step(3);
    const { session } = open();
    await session.load(await trained.session.experiment({ weights: true }));
    await session.step(1);
    expect((await session.timeline()).steps).toEqual([0, 3]);
    for (const step of [0, 3]) {
      await session.lookAt(step);
      const stopped = await small('who-did-what');
      if (step > 0) await stopped.session.step(step);
      expect(await tensorsOf(session, stopped.names)).toEqual(
        await tensorsOf(stopped.session, stopped.names),
      );
    }
  });

  it('has nothing to look back at where nothing is trained', async () => {
    const { session } = open();
    await session.load(await session.defaults('three-words'));
    expect((await session.timeline()).steps).toEqual([]);
    await expect(session.lookAt(0)).rejects.toThrow(/nothing to train/);
  });
});
