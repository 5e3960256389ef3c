import { expect, test } from 'vitest';
import { onCpu } from '../select-backend';
import { Session } from '../session';

async function open(steps: number): Promise<Session> {
  const { backend, info } = onCpu('forced');
  const noFiles = () => Promise.reject(new Error('no file is needed here'));
  const session = new Session(backend, info, noFiles, () => undefined);
  const defaults = await session.defaults('who-did-what');
  const settings = { ...defaults.settings, width: 16, layers: 1, batchSize: 8 };
  await session.load({ ...defaults, settings });
  if (steps > 0) await session.step(steps);
  return session;
}

test('the first update of Adam goes one learning rate against the sign of the gradient', async () => {
  const session = await open(0);
  const { data } = await session.read('grad:head.W');
  const flat = data.findIndex((x) => Math.abs(x) > 1e-3);
  const index = [Math.floor(flat / 12), flat % 12];
  const tried = await session.ask('update', { name: 'head.W', index });
  expect(tried.gradient).toBe(data[flat]);
  expect(tried.before).toBe((await session.read('head.W')).data[flat]);
  // By hand: m̂ = g and v̂ = g², so that θ changes by −η g / (|g| + ε).
  const g = tried.gradient * tried.clip;
  expect(tried.after - tried.before).toBeCloseTo((-tried.rate * g) / (Math.abs(g) + 1e-8), 6);
  expect(tried.moments[0]).toBeCloseTo(0.1 * g, 6);
});

test('trying an update changes nothing of the training', async () => {
  const [asked, plain] = [await open(5), await open(5)];
  await asked.ask('update', { name: 'head.W', index: [0, 0] });
  for (const session of [asked, plain]) await session.step(5);
  for (const name of ['head.W', 'encoder.0.attn.Wq', 'loss']) {
    expect((await asked.read(name)).data).toEqual((await plain.read(name)).data);
  }
  expect(await asked.metrics()).toEqual(await plain.metrics());
});

test('what is no parameter has no update', async () => {
  const session = await open(0);
  const ask = (name: string, index: number[]) => session.ask('update', { name, index });
  await expect(ask('logits', [0, 0])).rejects.toThrow('"logits" is no parameter');
  await expect(ask('head.W', [0])).rejects.toThrow('no cell [0]');
});
