import { describe, expect, it } from 'vitest';
import type { ExperimentId, SettingValue } from '../../experiment/schema';
import { openPublic } from '../../testing/first-steps';
import { onCpu } from '../select-backend';
import { Session } from '../session';

/** A session whose models have been trained for some steps. */
async function trained(
  id: ExperimentId,
  changes: Readonly<Record<string, SettingValue>>,
  steps: number,
): Promise<Session> {
  const { backend, info } = onCpu('forced');
  const session = new Session(backend, info, openPublic, () => {});
  const defaults = await session.defaults(id);
  await session.load({ ...defaults, settings: { ...defaults.settings, ...changes } });
  await session.step(steps);
  return session;
}

const SMALL = { width: 16, layers: 1, batchSize: 8, dropout: 0.1 };
const weightsOf = async (session: Session) => (await session.experiment({ weights: true })).weights;

describe('the confusion matrix', () => {
  it.each<[string, ExperimentId, Readonly<Record<string, SettingValue>>]>([
    ['one answer of each example', 'who-did-what', SMALL],
    ['an answer at each position', 'roles', { batchSize: 8 }],
  ])(
    'sums to the validation accuracy: %s',
    async (_, id, changes) => {
      const session = await trained(id, changes, 100);
      const matrix = await session.ask('confusion', {});
      if (!matrix) throw new Error('It was not cancelled.');
      const { classes, counts, answers, worst, examples } = matrix;
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(answers);
      let right = 0;
      for (let k = 0; k < classes; k++) right += counts[k * classes + k];
      const [held] = (await session.metrics()).validation;
      expect(held.step).toBe(100);
      expect(right / answers).toBeCloseTo(held.accuracy, 10);
      expect(right).toBeLessThan(answers);

      // The worst answer costs what the page computes for that example by itself.
      const [{ index, position, target, answer, loss }] = worst;
      await session.show({ kind: 'data', split: 'validation', index });
      const { data } = await session.read('probabilities');
      const row = data.slice(position * classes, (position + 1) * classes);
      expect(loss).toBeCloseTo(-Math.log(row[target]), 3);
      expect(row[answer]).toBe(Math.max(...row));
      expect(worst.map((one) => one.loss)).toEqual(
        worst.map((one) => one.loss).sort((a, b) => b - a),
      );
      expect(examples.filter((example) => example >= 0)).toHaveLength(
        counts.filter((count) => count > 0).length,
      );
    },
    60_000,
  );

  it('is not there where nothing is classified', async () => {
    const session = await trained('forecast', {}, 1);
    await expect(session.ask('confusion', {})).rejects.toThrow(/classes/);
  });
});

describe('updates', () => {
  it('are those that training made, and leave it as it was', async () => {
    const session = await trained('who-did-what', SMALL, 12);
    const plain = await trained('who-did-what', SMALL, 12);
    await session.lookAt(2);
    const measured = await session.ask('updates', {});
    if (!measured) throw new Error('It was not cancelled.');
    const { layers, gradients, ratios } = measured;
    expect(gradients.steps).toEqual([0, 1, 2, 5, 10]);
    expect(layers).toContain('encoder.0.attn');
    // The norm over all layers is the one that the step itself recorded.
    const { train } = await session.metrics();
    gradients.steps.forEach((step, i) => {
      const norm = Math.sqrt(gradients.values[i].reduce((sum, of) => sum + of ** 2, 0));
      expect(norm / train[step].gradNorm).toBeCloseTo(1, 4);
    });
    // Of the step from 1 to 2 there are snapshots on either side.
    const head = async (step: number) => {
      await session.lookAt(step);
      return [...(await session.read('head.W')).data, ...(await session.read('head.b')).data];
    };
    const [before, after] = [await head(1), await head(2)];
    const length = (list: readonly number[]) => Math.sqrt(list.reduce((s, x) => s + x * x, 0));
    const moved = length(after.map((x, i) => x - before[i])) / length(before);
    expect(ratios.values[1][layers.indexOf('head')]).toBeCloseTo(moved, 10);

    await session.lookAt(2);
    expect((await session.timeline()).shown).toBe(2);
    await session.step(5);
    await plain.step(5);
    expect(await weightsOf(session)).toEqual(await weightsOf(plain));
    expect(await session.metrics()).toEqual(await plain.metrics());
  }, 60_000);
});

describe('measures of the first held-out examples', () => {
  const EXAMPLES = 32;

  it('attention entropy is the mean over the words of each example by itself', async () => {
    const session = await trained('who-did-what', SMALL, 12);
    const measured = await session.ask('attentionEntropy', {});
    if (!measured) throw new Error('It was not cancelled.');
    expect(measured.steps).toEqual([0, 1, 2, 5, 10, 12]);
    expect(measured.heads.map(({ head }) => head)).toEqual([0, 1]);
    const sums = [0, 0];
    let queries = 0;
    for (let index = 0; index < EXAMPLES; index++) {
      await session.show({ kind: 'data', split: 'validation', index });
      const { data, shape } = await session.read('encoder.0.attn.pattern');
      const [, heads, words] = shape;
      queries += words;
      data.forEach((p, i) => {
        sums[Math.floor(i / words ** 2) % heads] -= p > 0 ? p * Math.log(p) : 0;
      });
    }
    expect(measured.examples).toBe(EXAMPLES);
    const last = measured.values[measured.values.length - 1];
    last.forEach((entropy, head) => {
      expect(entropy).toBeCloseTo(sums[head] / queries, 5);
      expect(entropy).toBeLessThan(measured.most[head]);
    });
  }, 60_000);

  it('dead units are 0 in every example, and activations are counted as they are', async () => {
    const session = await trained('digits', { batchSize: 4 }, 3);
    const dead = await session.ask('deadUnits', {});
    const spread = await session.ask('distribution', { tensor: 'dense1.relu' });
    if (!dead || !spread) throw new Error('They were not cancelled.');
    expect(dead.layers.map(({ name }) => name)).toEqual([
      'conv1.relu',
      'conv2.relu',
      'dense1.relu',
    ]);
    const alive = [new Set<number>(), new Set<number>(), new Set<number>()];
    let zeros = 0;
    let largest = 0;
    for (let index = 0; index < EXAMPLES; index++) {
      await session.show({ kind: 'data', split: 'validation', index });
      for (const [i, { name, units }] of dead.layers.entries()) {
        const { data } = await session.read(name);
        data.forEach((x, at) => x !== 0 && alive[i].add(Math.floor((at * units) / data.length)));
        if (i < 2) continue;
        zeros += data.filter((x: number) => x === 0).length;
        largest = Math.max(largest, ...data);
      }
    }
    const last = dead.values[dead.values.length - 1];
    last.forEach((share, i) => {
      expect(share).toBeCloseTo(1 - alive[i].size / dead.layers[i].units, 10);
    });
    // A ReLU's least value is 0, so its zeros are in the first bin.
    const now = spread.shares[spread.shares.length - 1];
    expect(spread.low).toBe(0);
    expect(spread.high).toBeGreaterThanOrEqual(largest);
    expect(now[0]).toBeGreaterThanOrEqual(zeros / (EXAMPLES * dead.layers[2].units));
    expect(now.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  }, 60_000);

  it('weights are counted as they are, and what is no tensor is refused', async () => {
    const session = await trained('who-did-what', SMALL, 3);
    const spread = await session.ask('distribution', { tensor: 'head.b' });
    // Biases begin at 0: all of them lie in one bin.
    expect(spread?.steps).toEqual([0, 1, 2, 3]);
    expect(spread?.shares[0].filter((share) => share > 0)).toEqual([1]);
    expect(spread?.examples).toBe(0);
    const { data } = await session.read('head.b');
    expect(spread?.high).toBeGreaterThanOrEqual(Math.max(...data));
    await expect(session.ask('distribution', { tensor: 'nothing' })).rejects.toThrow(/"nothing"/);
  });
});
