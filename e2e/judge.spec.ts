import { expect, openHeed, test } from './support/test';

test('what is drawn is judged by a trained model, by accuracy or by its distance from what is real', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.picture-from-noise');
  const strip = page.getByRole('region', { name: 'Training', exact: true });
  await strip.getByRole('button', { name: 'Load a trained model' }).click();
  await expect(strip).toContainText('Trained beforehand');
  const measured = await page.evaluate(async () => (await window.heed.metrics()).validation.at(-1));
  const kept = await page.evaluate(async () =>
    (await fetch('trained/picture-from-noise.json')).json(),
  );
  expect(measured?.accuracy).toBeCloseTo(kept.value, 5);

  await strip.getByRole('combobox', { name: 'Measure of the curve' }).selectOption('frechet');
  const chart = strip.getByRole('group', { name: /^Fréchet distance over the training steps/ });
  await expect(chart).toContainText('real training pictures 0.389');
  await expect(strip.locator('.curves-frechet')).toContainText(
    String(measured?.frechet?.toPrecision(3)),
  );
  await strip.getByRole('button', { name: /Fréchet distance/ }).click();
  await expect(page.getByRole('dialog')).toContainText('1,000 drawn and 1,000 real');
});
