import type { Page } from '@playwright/test';
import { expect, openHeed, test } from './support/test';

const setup = (page: Page) => page.getByRole('region', { name: 'Setup', exact: true });
const pattern = (page: Page) =>
  page.evaluate(async () => [...(await window.heed.read('pattern')).data]);

test('a setting changes the computation at once', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  await setup(page).getByRole('radio', { name: 'Causal' }).click();
  await expect.poll(async () => (await pattern(page)).slice(0, 3)).toEqual([1, 0, 0]);
  const temperature = setup(page).getByRole('textbox', { name: 'Temperature' });
  await temperature.fill('0.05');
  await temperature.press('Enter');
  await expect.poll(async () => (await pattern(page))[8]).toBeGreaterThan(0.999);
});

test('a number out of range is refused beside its field, and stays to be corrected', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  const temperature = setup(page).getByRole('textbox', { name: 'Temperature' });
  await temperature.fill('100');
  await temperature.press('Enter');
  await expect(setup(page).getByRole('alert')).toHaveText('Enter a number from 0.05 to 20.');
  await expect(temperature).toHaveValue('100');
  await temperature.press('Escape');
  await expect(temperature).toHaveValue('1');
  await expect(setup(page).getByRole('alert')).toHaveCount(0);
});

test('settings that contradict each other are refused, and the controls go back', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  const heads = setup(page).getByRole('textbox', { name: 'Heads' });
  await heads.fill('3');
  await heads.press('Enter');
  await expect(page.getByText(/width of 32 cannot be divided among 3 heads/)).toBeVisible();
  await expect(heads).toHaveValue('2');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByText(/cannot be divided/)).toHaveCount(0);
});

test('examples are chosen by number and by turning pages', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  const example = () => page.evaluate(async () => (await window.heed.experiment()).example);
  await setup(page).getByRole('button', { name: 'Next example' }).click();
  await expect.poll(example).toEqual({ kind: 'data', split: 'validation', index: 1 });
  await setup(page).getByRole('button', { name: 'Previous example' }).click();
  await setup(page).getByRole('button', { name: 'Previous example' }).click();
  await expect.poll(example).toMatchObject({ index: 511 });
  await setup(page).getByRole('radio', { name: 'Training' }).click();
  await expect.poll(example).toMatchObject({ split: 'train', index: 511 });
  const number = setup(page).getByRole('textbox', { name: 'Number' });
  await number.fill('8');
  await number.press('Enter');
  await expect.poll(example).toMatchObject({ split: 'train', index: 7 });
});

test('own words are shown at once; words that are not known are named', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.when-was-it-said');
  const box = setup(page).getByRole('textbox', { name: 'Sentence' });
  await box.fill('The telegraph and the zyzzyva unite our country');
  await box.press('Enter');
  await expect(setup(page).getByText(/Not in the vocabulary.*zyzzyva/)).toBeVisible();
  const example = await page.evaluate(async () => (await window.heed.experiment()).example);
  expect(example).toEqual({
    kind: 'text',
    text: 'The telegraph and the zyzzyva unite our country',
  });
  await box.fill(' ');
  await box.press('Enter');
  await expect(setup(page).getByText('Enter at least one word.')).toBeVisible();
});

test('what was changed by hand is listed, and can be taken back', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  await page.evaluate(() => window.heed.write('k', { index: [0, 0], value: 5 }));
  const edits = setup(page).getByRole('group', { name: 'Changed by hand' });
  await expect(edits).toContainText('1 number');
  await edits.getByRole('button', { name: 'Undo' }).click();
  await expect(edits).toContainText('Nothing yet');
  await edits.getByRole('button', { name: 'Redo' }).click();
  await expect(edits).toContainText('1 number');
  await edits.getByRole('button', { name: 'Take back the changes of k' }).click();
  await expect(edits).toContainText('Nothing yet');
});

test('panels fold away and stay so', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  await page.getByRole('button', { name: 'Fold away: Setup' }).click();
  await expect(page.getByRole('switch', { name: /Divide by/ })).toBeHidden();
  await page.reload();
  await page.getByRole('button', { name: 'Open: Setup' }).click();
  await expect(page.getByRole('switch', { name: /Divide by/ })).toBeVisible();
});

test('training shows its steps and curves, and starts anew', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  const strip = page.getByRole('region', { name: 'Training', exact: true });
  await strip.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => page.getByTestId('step').textContent()).toMatch(/^\d{2,}/);
  await strip.getByRole('button', { name: 'Pause' }).click();
  await expect(strip.getByRole('button', { name: 'Train', exact: true })).toBeVisible();
  const before = await page.evaluate(async () => (await window.heed.experiment()).step);
  await strip.getByRole('button', { name: 'One step' }).click();
  await expect(page.getByTestId('step')).toHaveText(String(before + 1));
  for (const curve of await strip.locator('.curves-svg .curve-mean').all()) {
    await expect(curve).toHaveAttribute('d', /^M[\d.]+,[\d.]+L/);
  }
  await strip.getByRole('button', { name: /^Restart/ }).click();
  await expect(page.getByTestId('step')).toHaveText('0');
});

test('an experiment without training has no training buttons', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  const strip = page.getByRole('region', { name: 'Training', exact: true });
  await expect(strip).toContainText('Loss against the target: 0.2776');
  await expect(strip.getByRole('button')).toHaveCount(0);
});
