import { expect, expectAccessible, openHeed, test } from './support/test';

test('a trained model is loaded when asked, says where it comes from, and goes on training', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  const strip = page.getByRole('region', { name: 'Training', exact: true });
  await strip.getByRole('button', { name: 'Load a trained model' }).click();
  const origin = strip.getByText('Pretrained: 300 steps, seed 7');
  await expect(origin).toHaveAttribute('title', /at commit [0-9a-f]{7,}$/);
  await expect(strip.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '100');
  await expectAccessible(page);
  // What it says of itself is what it reaches here.
  const measured = await page.evaluate(async () => (await window.heed.metrics()).validation.at(-1));
  const kept = await page.evaluate(async () => (await fetch('trained/who-did-what.json')).json());
  expect(measured?.accuracy).toBeCloseTo(kept.value, 5);

  await page.evaluate(() => window.heed.step(20));
  await expect(strip).toContainText('Pretrained');
  await strip.getByRole('button', { name: /^Restart/ }).click();
  await expect(strip).not.toContainText('Pretrained');
  await expect(strip.getByRole('button', { name: 'Load a trained model' })).toBeVisible();
});
