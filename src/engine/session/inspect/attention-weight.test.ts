import { describe, expect, test } from 'vitest';
import { evaluate } from '../../graph/expr';
import type { WeightStep } from '../questions/attention-weight';
import { onCpu } from '../select-backend';
import { Session } from '../session';

async function open(id: string, settings: Record<string, number> = {}, run = 0) {
  const { backend, info } = onCpu('forced');
  const noFiles = () => Promise.reject(new Error('no file is needed here'));
  const session = new Session(backend, info, noFiles, () => undefined);
  const defaults = await session.defaults(id);
  const model = await session.load({
    ...defaults,
    run,
    settings: { ...defaults.settings, ...settings },
  });
  return { session, model };
}

async function weightOf(session: Session, name: string, index: readonly number[]) {
  const found = await session.ask('attentionWeight', { name, index });
  if (!found) throw new Error('cancelled');
  return found;
}

/** The steps from the weight back, as long as each follows from one. */
function chain(step: WeightStep): WeightStep[] {
  return step.from.length === 1 ? [step, ...chain(step.from[0])] : [step];
}

const leaves = (step: WeightStep): WeightStep[] =>
  step.from.length === 0 ? [step] : step.from.flatMap(leaves);

describe('the way of a weight', () => {
  test('of the scaled dot product ends at Σ q·k, and every step gives its value', async () => {
    const { session } = await open('who-did-what', { width: 16, layers: 1, batchSize: 8 });
    const steps = chain(await weightOf(session, 'encoder.0.attn.pattern', [0, 1, 4, 2]));
    expect(steps.map(({ name }) => name.split('.').at(-1))).toEqual([
      'pattern',
      'masked',
      'scaled',
      'scores',
    ]);
    for (const { expr, terms, value } of steps) {
      expect(evaluate(expr, terms)).toBeCloseTo(value, 5);
    }
    const score = steps[3];
    const [q, k] = await Promise.all(['q', 'k'].map((n) => session.read(`encoder.0.attn.${n}`)));
    const width = q.shape[3];
    const length = q.shape[2];
    let sum = 0;
    for (let d = 0; d < width; d++) {
      sum += q.data[(length + 4) * width + d] * k.data[(length + 2) * width + d];
    }
    expect(score.terms).toHaveLength(width);
    expect(score.value).toBeCloseTo(sum, 5);
    expect(score.parts).toEqual([]);
  });

  test('of additive attention goes on to tanh(q + k)', async () => {
    const { session } = await open('roles', {});
    const steps = chain(await weightOf(session, 'attn.pattern', [0, 0, 3, 1]));
    const score = steps.at(-1);
    expect(score?.name).toBe('attn.scores');
    const [active, sums] = score?.parts ?? [];
    expect(active.op).toBe('tanh');
    expect(sums.op).toBe('add');
    for (const [f, [q, k]] of sums.terms.entries()) {
      expect(q).toMatchObject({ name: 'attn.q', index: [0, 0, 3, f] });
      expect(k).toMatchObject({ name: 'attn.k', index: [0, 0, 1, f] });
      const hidden = score?.terms[f];
      expect(hidden?.value).toBeCloseTo(Math.tanh(q.value + k.value), 5);
      expect(hidden?.weightName).toBe('attn.v');
    }
  });

  test('with relative positions has the four sums of Dai et al. 2019, section 3.3', async () => {
    const { session, model } = await open('long-memory', {}, 2);
    const name = model.focus;
    const step = await weightOf(session, name, [0, 0, 5, 3]);
    const ends = leaves(step).filter(({ op }) => op === 'matmul');
    expect(ends).toHaveLength(4);
    const scores = chain(step).at(-1);
    expect(scores?.op).toBe('add');
    expect(scores?.from.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(
      scores?.value ?? Number.NaN,
      4,
    );
  });

  test('of a table put together from segments leads into the segment', async () => {
    const { session, model } = await open('long-memory');
    expect(model.focus).toMatch(/whole\.pattern$/);
    const step = await weightOf(session, model.focus, [0, 0, 20, 19]);
    expect(leaves(step).filter(({ op }) => op === 'matmul')).toHaveLength(4);
  });

  test('ends where a person set the number', async () => {
    const { session } = await open('three-words');
    await session.write('scaled', { index: [0, 1], value: 2 });
    const steps = chain(await weightOf(session, 'pattern', [0, 1]));
    expect(steps.map(({ name }) => name)).toEqual(['pattern', 'masked', 'scaled']);
    expect(steps[2]).toMatchObject({ value: 2, edited: true });
  });

  test('is refused for a cell there is not', async () => {
    const { session } = await open('three-words');
    await expect(
      session.ask('attentionWeight', { name: 'pattern', index: [0, 3] }),
    ).rejects.toThrow('no cell [0,3]');
  });
});
