import { expect, openHeed, test } from './support/test';

test('without WebGPU every experiment works on the CPU, and the page says why', async ({
  page,
}) => {
  await openHeed(page);
  expect(await page.evaluate(() => 'gpu' in navigator)).toBe(false);
  await page.getByRole('button', { name: /^CPU/ }).click();
  await expect(page.getByText('This browser has no WebGPU')).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => window.heed.backend())).toMatchObject({
    kind: 'cpu',
    reason: 'no-webgpu',
  });
  for (const id of ['three-words', 'who-did-what', 'when-was-it-said']) {
    const rows = await page.evaluate(async (id) => {
      const { heed } = window;
      await heed.load(id);
      if (id !== 'three-words') await heed.step(2);
      const pattern = (await heed.tensors()).findLast(
        ({ name, kind }) => kind === 'activation' && name.endsWith('pattern'),
      );
      const { shape, data } = await heed.read(pattern?.name ?? '');
      const keys = shape.at(-1) ?? 1;
      const values = data;
      return Array.from({ length: values.length / keys }, (_, row) =>
        values.slice(row * keys, (row + 1) * keys).reduce((sum, value) => sum + value, 0),
      );
    }, id);
    for (const sum of rows) expect(sum).toBeCloseTo(1, 5);
  }
});

test('asking for WebGPU where there is none is answered with the CPU and the reason', async ({
  page,
}) => {
  await openHeed(page, '?backend=webgpu#v1.three-words');
  await expect(page).toHaveTitle('Three words · Heed');
  await expect(page.getByRole('button', { name: /^CPU/ })).toContainText('no WebGPU');
});
