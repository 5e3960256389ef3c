import { beforeAll, expect, test } from 'vitest';
import { onCpu } from '../select-backend';
import { Session } from '../session';
import type { OtherAttentionRequest } from './other-attention';

const noFiles = () => Promise.reject(new Error('no file is needed here'));
let session: Session;

async function open(id: 'lookup' | 'who-did-what', settings: Record<string, number>) {
  const { backend, info } = onCpu('forced');
  const opened = new Session(backend, info, noFiles, () => undefined);
  const defaults = await opened.defaults(id);
  await opened.load({ ...defaults, settings: { ...defaults.settings, ...settings } });
  return opened;
}
const read = async (name: string) => Array.from((await session.read(name)).data);
/** There is attention in these models. */
const ask = async (request: OtherAttentionRequest) => {
  const found = await session.ask('otherAttention', request);
  if (!found) throw new Error('the answer depends on no attention');
  return found;
};
/** What the model says when its weights are replaced by hand. */
const answerWith = async (weights: ArrayLike<number>) => {
  await session.write('attention.pattern', weights);
  const answer = await read('probabilities');
  await session.reset('attention.pattern');
  return answer;
};

beforeAll(async () => {
  session = await open('lookup', { batchSize: 16 });
  await session.step(60);
});

test('other weights give the answers that the model gives with them', async () => {
  const found = await ask({ seed: 5, count: 40 });
  const own = await read('attention.pattern');
  const answer = await read('probabilities');
  expect(found.changed).toEqual(['attention.pattern']);
  for (const [i, weight] of found.weights.entries()) expect(weight).toBeCloseTo(own[i], 6);
  expect(found.probability).toBeCloseTo(Math.max(...answer), 6);
  expect(found.distances).toHaveLength(40);
  const k = found.class;
  for (const one of [found.equal, found.loud, ...(found.quiet ? [found.quiet] : [])]) {
    const other = await answerWith(one.weights);
    expect(one.probability).toBeCloseTo(other[k], 5);
    expect(one.predicted).toBe(other.indexOf(Math.max(...other)));
    const distance = other.reduce((sum, p, i) => sum + Math.abs(p - answer[i]), 0) / 2;
    expect(one.distance).toBeCloseTo(distance, 5);
  }
  // The loud one is a reordering, and none is louder.
  const sorted = (weights: ArrayLike<number>) => Array.from(weights).sort((a, b) => a - b);
  for (const [i, weight] of sorted(found.loud.weights).entries()) {
    expect(weight).toBeCloseTo(sorted(own)[i], 6);
  }
  expect(found.loud.distance).toBeCloseTo(Math.max(...found.distances), 6);
  for (const weight of found.equal.weights) expect(weight).toBeCloseTo(1 / own.length, 6);
});

test('a seed gives the same orders again, another gives others', async () => {
  const of = (seed: number) => ask({ seed, count: 8 });
  const [first, again, other] = [await of(1), await of(1), await of(2)];
  expect([...again.distances]).toEqual([...first.distances]);
  expect([...other.distances]).not.toEqual([...first.distances]);
});

test('what is changed can be chosen', async () => {
  session = await open('who-did-what', { width: 16, layers: 2, batchSize: 16, dropout: 0 });
  await session.step(5);
  const [last, first, all] = [
    await ask({ count: 4 }),
    await ask({ count: 4, attention: 'encoder.0.attn.pattern' }),
    await ask({ count: 4, attention: 'all' }),
  ];
  expect(last.changed).toEqual(['encoder.1.attn.pattern']);
  expect(first.changed).toEqual(['encoder.0.attn.pattern']);
  expect(all.changed).toEqual(['encoder.0.attn.pattern', 'encoder.1.attn.pattern']);
  // Its equal weights are those of an ablation by hand.
  const n = last.weights.length;
  await session.write('encoder.1.attn.pattern', new Array(2 * n * n).fill(1 / n));
  expect(last.equal.probability).toBeCloseTo((await read('probabilities'))[last.class], 5);
  await session.reset('encoder.1.attn.pattern');
  await expect(session.ask('otherAttention', { attention: 'x' })).rejects.toThrow(
    'choose encoder.0.attn.pattern, encoder.1.attn.pattern, all',
  );
  await expect(session.ask('otherAttention', { count: 0 })).rejects.toThrow('1 to 1024');
});
