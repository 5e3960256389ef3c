import type { Page } from '@playwright/test';
import { expect, expectAccessible, openHeed, test } from './support/test';

/** Tells the page that its tab is hidden, or in sight again: the browser of the tests never hides one. */
const setVisibility = (page: Page, state: 'hidden' | 'visible') =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);

const step = (page: Page) => page.evaluate(async () => (await window.heed.experiment()).step);

test('while the tab is hidden, training goes on, or rests where that was chosen', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  const train = page.getByRole('button', { name: 'Train', exact: true });
  const pause = page.getByRole('button', { name: 'Pause' });
  await train.click();
  await setVisibility(page, 'hidden');
  const before = await step(page);
  await expect.poll(() => step(page)).toBeGreaterThan(before + 10);
  await setVisibility(page, 'visible');
  await expect(pause).toBeVisible();

  // The choice, by keyboard.
  await page.getByRole('button', { name: 'More about the training' }).focus();
  await page.keyboard.press('Enter');
  const rest = page.getByRole('menuitemradio', { name: 'Rest until it is seen again' });
  await expect(page.getByRole('menuitemradio', { name: 'Go on training' })).toBeChecked();
  await page.keyboard.press('End');
  await expect(rest).toBeFocused();
  await page.keyboard.press('Enter');

  await setVisibility(page, 'hidden');
  await expect(train).toBeVisible();
  const rested = await step(page);
  await page.waitForTimeout(300);
  expect(await step(page)).toBe(rested);
  await setVisibility(page, 'visible');
  await expect(pause).toBeVisible();
  await expect.poll(() => step(page)).toBeGreaterThan(rested);
  // Not a step is missing where it rested.
  await pause.click();
  const { train: points } = await page.evaluate(() => window.heed.metrics());
  expect(points.map((point) => point.step)).toEqual(points.map((_, i) => i + 1));

  // What the visitor has paused stays so.
  await setVisibility(page, 'hidden');
  await setVisibility(page, 'visible');
  await expect(train).toBeVisible();
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });

  test('the choice stays after a reload', async ({ page }) => {
    await openHeed(page, '?backend=cpu#v1.who-did-what');
    await page.getByRole('button', { name: '训练的更多选项' }).click();
    await page.getByRole('menuitemradio', { name: '暂停，直到再次可见' }).click();
    await page.reload();
    await page.getByRole('button', { name: '训练的更多选项' }).click();
    await expect(page.getByRole('menuitemradio', { name: '暂停，直到再次可见' })).toBeChecked();
    await expectAccessible(page, '.panel-training');
  });
});
