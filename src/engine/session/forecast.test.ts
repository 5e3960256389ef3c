import { expect, it } from 'vitest';
import { openPublic } from '../testing/first-steps';
import { onCpu } from './select-backend';
import { Session } from './session';

it('a forecast is the mean of the changes, weighed by softmax(k·query / √C)', async () => {
  const { backend, info } = onCpu('forced');
  const session = new Session(backend, info, openPublic, () => undefined);
  const defaults = await session.defaults('forecast');
  await session.load({ ...defaults, settings: { ...defaults.settings, width: 8, months: 12 } });
  const read = async (name: string) => [...(await session.read(name)).data];
  const [k, query, series] = [await read('pool.k'), await read('pool.query'), await read('series')];
  const raised = series.map((_, t) =>
    Math.exp(query.reduce((sum, q, c) => sum + q * k[t * 8 + c], 0) / Math.sqrt(8)),
  );
  const total = raised.reduce((sum, x) => sum + x, 0);
  const pattern = await read('pool.pattern');
  raised.forEach((x, t) => {
    expect(pattern[t]).toBeCloseTo(x / total, 5);
  });
  const mean = series.reduce((sum, x, t) => sum + (x * raised[t]) / total, 0);
  expect((await read('forecast'))[0]).toBeCloseTo(mean, 5);
  await session.close();
});
