import type { Page } from '@playwright/test';
import { expect, openHeed, test } from './support/test';

const setup = (page: Page) => page.getByRole('region', { name: 'Setup', exact: true });
const example = (page: Page) => page.evaluate(async () => (await window.heed.experiment()).example);
const image = (page: Page) =>
  page.evaluate(async () => [...(await window.heed.read('image')).data]);

test('a digit that is drawn is read, and a link brings it back', async ({ page, newVisitor }) => {
  await openHeed(page, '?backend=cpu#v1.digits');
  await expect(page.getByRole('img', { name: 'The picture, 8×8 pixels' })).toBeVisible();
  const pad = setup(page).getByRole('img', { name: 'Paper to draw on' });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('The pad has no place.');
  const x = box.x + box.width / 2;
  await page.mouse.move(x, box.y + 0.2 * box.height);
  await page.mouse.down();
  await page.mouse.move(x, box.y + 0.5 * box.height);
  await page.mouse.move(x, box.y + 0.8 * box.height);
  await page.mouse.up();
  await expect.poll(() => example(page)).toMatchObject({ kind: 'picture', channels: 1, width: 64 });
  // A stroke down the middle: ink in the two columns there, paper elsewhere.
  const drawn = await image(page);
  const columns = Array.from({ length: 8 }, (_, col) =>
    drawn.filter((_, i) => i % 8 === col).reduce((sum, value) => sum + value, 0),
  );
  expect(columns[3] + columns[4]).toBeGreaterThan(3);
  expect(columns[0] + columns[7]).toBe(0);
  const chances = await page.evaluate(async () => [
    ...(await window.heed.read('probabilities')).data,
  ]);
  expect(chances.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
  await expect(page.locator('.prediction-bars .prediction-value').first()).toHaveText(/%/);

  const link = await page.evaluate(() => window.heed.link());
  const other = await newVisitor();
  await openHeed(other, `?backend=cpu#${link.split('#').at(-1)}`);
  expect(await image(other)).toEqual(drawn);

  const clear = setup(page).getByRole('button', { name: 'Clear' });
  await clear.click();
  await expect(clear).toBeDisabled();
  await expect(setup(page).getByRole('button', { name: 'Undo stroke' })).toBeDisabled();
});

test('a picture file is read; a file that is none is refused in words', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.digits');
  const file = setup(page).getByLabel('Picture file …').first();
  await file.setInputFiles({
    name: 'broken.png',
    mimeType: 'image/png',
    buffer: Buffer.from('this is no picture'),
  });
  await expect(setup(page).getByText(/no picture that the browser can read/)).toBeVisible();
  await file.setInputFiles({ name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) });
  await expect(setup(page).getByText('This file is empty.')).toBeVisible();
  expect(await example(page)).toMatchObject({ kind: 'data' });
  // A dark stroke on light paper, as the browser itself would save it.
  const picture = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [300, 200];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('There is no canvas.');
    context.fillStyle = '#ddd';
    context.fillRect(0, 0, 300, 200);
    context.fillStyle = '#222';
    context.fillRect(140, 30, 20, 140);
    return canvas.toDataURL('image/png').split(',')[1];
  });
  await file.setInputFiles({
    name: 'one.png',
    mimeType: 'image/png',
    buffer: Buffer.from(picture, 'base64'),
  });
  await expect.poll(() => example(page)).toMatchObject({ kind: 'picture', channels: 3, width: 64 });
  const ink = await image(page);
  expect(ink.filter((_, i) => i % 8 === 3 || i % 8 === 4).some((value) => value > 0.5)).toBe(true);
  await expect(setup(page).getByText('This file is empty.')).toHaveCount(0);
});
