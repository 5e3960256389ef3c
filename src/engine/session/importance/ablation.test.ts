import { beforeAll, describe, expect, test } from 'vitest';
import { galleryEntry } from '../../gallery';
import { sizeOf } from '../../tensor/shape';
import { placeData } from '../data-memory';
import { QUESTIONS } from '../questions';
import { onCpu } from '../select-backend';
import { Pacer } from '../pacing';
import { Session } from '../session';
import { Workbench } from '../workbench';
import { ablate } from './ablation';
import { HeldOut } from './held-out';

const noFiles = () => Promise.reject(new Error('no file is needed here'));
const nothing = () => undefined;
const settings = { width: 16, layers: 2, batchSize: 16, dropout: 0 } as const;

/** Who did what?, small, after 100 steps: an evaluation has been made at the last of them. */
async function trained(): Promise<Workbench> {
  const { backend } = onCpu('forced');
  const entry = galleryEntry('who-did-what');
  const experiment = {
    ...(await new Session(backend, onCpu('forced').info, noFiles, nothing).defaults(
      'who-did-what',
    )),
  };
  const bench = await Workbench.create(
    backend,
    'test',
    { ...experiment, settings: { ...experiment.settings, ...settings }, example: entry.example },
    noFiles,
    nothing,
  );
  const pacer = new Pacer();
  pacer.start();
  while (bench.step < 100) await bench.advance(100 - bench.step, pacer);
  return bench;
}

describe('without a head', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await trained();
  });

  const trainer = () => {
    if (!bench.trainer) throw new Error('nothing is trained');
    return bench.trainer;
  };
  const evaluated = async () => {
    const { loss, accuracy } = await trainer().evaluate();
    return { loss, accuracy };
  };

  test('nothing removed is what training evaluates', async () => {
    const { loss, accuracy, examples } = await ablate(bench, {
      layer: 0,
      head: 0,
      kind: 'zero',
      on: 'held-out',
    });
    expect({ loss, accuracy }).toEqual(await evaluated());
    const last = bench.runs?.histories[0].all.validation.at(-1);
    expect(last).toMatchObject({ step: 100, loss, accuracy });
    expect(examples).toBe(512);
  });

  test.each([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ])('layer %i, head %i: as if its rows of Wo were 0', async (layer, head) => {
    const found = await ablate(bench, { layer, head, kind: 'zero', on: 'held-out' });
    const name = `encoder.${layer}.attn.Wo`;
    const before = await bench.readParameter(name);
    const cells = Array.from({ length: 8 * 16 }, (_, i): [number, number] => [
      head * 8 * 16 + i,
      0,
    ]);
    bench.writeParameter({ tensor: name, cells });
    const expected = await evaluated();
    bench.writeParameter({
      tensor: name,
      cells: Array.from(before, (value, i): [number, number] => [i, value]),
    });
    expect(found.without.loss).toBeCloseTo(expected.loss, 5);
    expect(found.without.accuracy).toBe(expected.accuracy);
    expect(found.deltaLoss).toBeCloseTo(expected.loss - found.loss, 5);
    expect(Math.abs(found.deltaLoss)).toBeGreaterThan(1e-5);
    // And it leaves nothing behind.
    expect(await evaluated()).toEqual({ loss: found.loss, accuracy: found.accuracy });
  });

  test('all heads at once are the same as each by itself', async () => {
    const steps: number[] = [];
    const asking = {
      bench,
      progress: (done: number) => void steps.push(done),
      cancelled: () => false,
    };
    const all = await QUESTIONS.ablateAll(asking, { kind: 'uniform' });
    expect(all?.heads.map(({ pattern, head }) => `${pattern} ${head}`)).toEqual([
      'encoder.0.attn.pattern 0',
      'encoder.0.attn.pattern 1',
      'encoder.1.attn.pattern 0',
      'encoder.1.attn.pattern 1',
    ]);
    for (const { layer, head, loss, deltaLoss } of all?.heads ?? []) {
      const one = await ablate(bench, { layer, head, kind: 'uniform', on: 'held-out' });
      expect({ loss, deltaLoss }).toEqual({ loss: one.without.loss, deltaLoss: one.deltaLoss });
    }
    expect(steps).toEqual([0, 1, 2, 3, 4]);
    const stopped = await QUESTIONS.ablateAll(
      { ...asking, cancelled: () => true },
      { kind: 'zero' },
    );
    expect(stopped).toBeNull();
  });

  const example = (index: number) => ({ kind: 'data', split: 'validation', index }) as const;
  const read = async (name: string) => Array.from(await bench.currentOf(name));
  /** The loss when the cells of a tensor that belong to a head are what a function makes of them. */
  const lossWith = async (name: string, head: number, of: (value: number, i: number) => number) => {
    const values = await read(name);
    const each = values.length / 2;
    const changed = values.map((v, i) => (Math.floor(i / each) === head ? of(v, i % each) : v));
    const change = await bench.changeOf(name, changed);
    if (!change) throw new Error('nothing changed');
    bench.edits.push(change);
    await bench.apply(change);
    const [loss] = await read('loss');
    bench.edits.restore([]);
    await bench.rebuild();
    return loss;
  };

  test('in one example: no output, and equal weights', async () => {
    await bench.show(example(3));
    const request = { layer: 'encoder.1.attn.pattern', head: 1, on: 'example' } as const;
    const zero = await ablate(bench, { ...request, kind: 'zero' });
    expect(zero.loss).toBeCloseTo((await read('loss'))[0], 6);
    expect(zero.without.loss).toBeCloseTo(await lossWith('encoder.1.attn.z', 1, () => 0), 6);
    const { tokens } = bench.info({ kind: 'cpu', adapter: '' }).example;
    const uniform = await ablate(bench, { ...request, kind: 'uniform' });
    const equal = await lossWith('encoder.1.attn.pattern', 1, () => 1 / tokens.length);
    expect(uniform.without.loss).toBeCloseTo(equal, 6);
    expect(zero.examples).toBe(1);
  });

  test('in one example: the output that the head has for another', async () => {
    const length = async (index: number) => {
      await bench.show(example(index));
      return (await read('tokens')).length;
    };
    const wanted = await length(3);
    let other = 4;
    while ((await length(other)) !== wanted) other++;
    const taken = await read('encoder.0.attn.z');
    await bench.show(example(3));
    const found = await ablate(bench, {
      layer: 0,
      head: 1,
      kind: 'patch',
      on: 'example',
      from: other,
    });
    const each = taken.length / 2;
    expect(found.without.loss).toBeCloseTo(
      await lossWith('encoder.0.attn.z', 1, (_, i) => taken[each + i]),
      6,
    );
  });

  test('the mean output is that over all held-out examples, and nothing else', async () => {
    const subject = bench.subject();
    // One batch, and a bit of another.
    const count = 66;
    const { validation, fields } = subject.dataset;
    const values = Object.fromEntries(
      Object.entries(validation.values).map(([name, data]) => [
        name,
        data.slice(0, count * sizeOf(fields[name].shape)),
      ]),
    );
    const dataset = { ...subject.dataset, validation: { count, values } };
    const data = placeData(subject.backend, 'few', dataset);
    const heldOut = await HeldOut.create({ ...subject, dataset, data });
    const mean = await heldOut.meanOf('encoder.0.attn.z');
    const sums = new Float64Array(16);
    for (let index = 0; index < count; index++) {
      await bench.show(example(index));
      const [z] = await bench.probe.read(['encoder.0.attn.z']);
      const words = z.length / 16;
      // Of the first word, which every example has: its place in either head.
      for (let d = 0; d < 16; d++) sums[d] += z[d < 8 ? d : 8 * words + (d - 8)];
    }
    const at = (d: number) => mean[d < 8 ? d : mean.length / 64 / 2 + (d - 8)];
    for (let d = 0; d < 16; d++) expect(at(d)).toBeCloseTo(sums[d] / count, 5);
    heldOut.destroy();
    data.free();
  });

  test('what cannot be removed is an error that says what can', async () => {
    const request = { layer: 0, head: 0, kind: 'zero', on: 'held-out' } as const;
    await expect(ablate(bench, { ...request, layer: 2 })).rejects.toThrow(
      'this model has 0 (encoder.0.attn.pattern), 1 (encoder.1.attn.pattern)',
    );
    await expect(ablate(bench, { ...request, head: 2 })).rejects.toThrow('heads 0 to 1; got 2');
    await expect(ablate(bench, { ...request, kind: 'half' as 'zero' })).rejects.toThrow(
      'no ablation "half"',
    );
    await expect(ablate(bench, { ...request, kind: 'patch' })).rejects.toThrow('on "example"');
    await expect(ablate(bench, { ...request, kind: 'patch', on: 'example' })).rejects.toThrow(
      '{ from: 0 }',
    );
  });
});
