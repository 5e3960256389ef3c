import { expect, openHeed, test } from './support/test';

test.describe.configure({ timeout: 180_000 });

/** Losses of the first 100 steps of an experiment on one backend. */
async function first100(page: import('@playwright/test').Page, id: string, backend: string) {
  await openHeed(page, `?backend=${backend}#v1.${id}`);
  await page.evaluate(() => window.heed.step(100));
  const [info, metrics] = await page.evaluate(() =>
    Promise.all([window.heed.backend(), window.heed.metrics()]),
  );
  expect(info.kind).toBe(backend);
  expect(metrics.train).toHaveLength(100);
  return metrics.train.map(({ loss }) => loss);
}

test('“Who did what?” names the right word in at least 95 % of held-out sentences', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await page.evaluate(() => window.heed.step(400));
  const { validation } = await page.evaluate(() => window.heed.metrics());
  expect(validation.at(-1)?.step).toBe(400);
  expect(validation.at(-1)?.accuracy).toBeGreaterThanOrEqual(0.95);
  expect(await page.evaluate(() => window.heed.backend())).toMatchObject({ kind: 'cpu' });

  // The sentence shown first is “object? the small sheep was followed by a young wolf below the
  // barn”: the last layer looks from the question at “sheep”, the fourth word, with both heads.
  const { shape, data } = await page.evaluate(() => window.heed.read('encoder.1.attn.pattern'));
  const [, heads, length] = shape;
  const toSheep = Array.from({ length: heads }, (_, h) => data[h * length * length + 3]);
  for (const weight of toSheep) expect(weight).toBeGreaterThan(0.8);
});

test('“When was it said?” dates held-out addresses better than naive Bayes', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.when-was-it-said');
  await page.evaluate(() => window.heed.step(800));
  const { validation } = await page.evaluate(() => window.heed.metrics());
  const file = await page.evaluate(async () => (await fetch('data/sotu.json')).json());
  expect(file.baseline.name).toBe('multinomial naive Bayes');
  expect(validation.at(-1)?.step).toBe(800);
  expect(validation.at(-1)?.accuracy).toBeGreaterThan(file.baseline.accuracy);
});

for (const id of ['who-did-what', 'when-was-it-said']) {
  test(`${id} follows on WebGPU the loss curve of the CPU for its first 100 steps`, async ({
    page,
    newVisitor,
  }) => {
    const onGpu = await first100(page, id, 'webgpu');
    const onCpu = await first100(await newVisitor(), id, 'cpu');
    // Rounding differs and training amplifies it: close at first, the same course to the end.
    for (const [step, loss] of onCpu.entries()) {
      expect(Math.abs(onGpu[step] - loss), `step ${step + 1}`).toBeLessThan(
        step < 20 ? 1e-3 : 0.03,
      );
    }
  });
}
