import { expect, openHeed, test } from './support/test';

// Both train to their goal on the processor, as on a laptop without a GPU.
test.describe.configure({ timeout: 180_000 });

test('“Who did what?” names the right word in at least 95 % of held-out sentences', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await page.evaluate(() => window.heed.step(400));
  const metrics = await page.evaluate(() => window.heed.metrics());
  const last = metrics.validation[metrics.validation.length - 1];
  expect(last.step).toBe(400);
  expect(last.accuracy).toBeGreaterThanOrEqual(0.95);
  expect(await page.evaluate(() => window.heed.backend())).toMatchObject({ kind: 'cpu' });

  // The sentence shown first is “object? the small sheep was followed by a young wolf below the
  // barn”: some head of the last layer looks from the question at “sheep”, the fourth word.
  const { shape, data } = await page.evaluate(() => window.heed.read('encoder.1.attn.pattern'));
  const [, heads, length] = shape;
  const fromQuestion = Array.from({ length: heads }, (_, h) => data[h * length * length + 3]);
  expect(Math.max(...fromQuestion)).toBeGreaterThan(0.8);
});

test('“When was it said?” dates held-out addresses better than naive Bayes', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.when-was-it-said');
  await page.evaluate(() => window.heed.step(900));
  const metrics = await page.evaluate(() => window.heed.metrics());
  const best = metrics.validation[metrics.validation.length - 1];
  const file = await page.evaluate(async () => (await fetch('data/sotu.json')).json());
  expect(best.accuracy).toBeGreaterThan(file.baseline.accuracy);
});
