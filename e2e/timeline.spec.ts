import type { Page } from '@playwright/test';
import { expect, expectAccessible, openHeed, test } from './support/test';

/** Numbers of every listed tensor, as the page reads them. */
async function tensorsOf(page: Page): Promise<Record<string, number[]>> {
  return page.evaluate(async () => {
    const found: Record<string, number[]> = {};
    for (const { name } of await window.heed.tensors()) {
      found[name] = (await window.heed.read(name)).data;
    }
    return found;
  });
}

test('the page looks back at an earlier step, which is as it was, and comes back to the present', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await page.evaluate(() => window.heed.step(10));
  const then = await tensorsOf(page);
  await page.evaluate(() => window.heed.step(45));
  const now = await tensorsOf(page);

  const strip = page.getByRole('region', { name: 'Timeline' });
  const slider = strip.getByRole('slider', { name: 'Timeline' });
  await expect(strip).toContainText('7 snapshots');
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 55');
  await slider.focus();
  for (const step of ['50', '20', '10']) {
    await page.keyboard.press('ArrowLeft');
    await expect(slider).toHaveAttribute('aria-valuetext', `step ${step}`);
  }
  await expect(strip).toContainText('As of step 10');
  const computation = page.getByRole('region', { name: 'Computation' });
  await expect(computation).toContainText('As of step 10');
  await expect(computation).toContainText('training stands at 55');
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('As of step 10');
  await expect(page.getByTestId('step')).toHaveText('55');
  expect(await tensorsOf(page)).toEqual(then);
  await expectAccessible(page);

  await computation.getByRole('button', { name: 'Back to the present' }).click();
  await expect(computation).not.toContainText('As of step');
  expect(await tensorsOf(page)).toEqual(now);
});

test('training goes on from an earlier step to the same numbers', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await page.evaluate(() => window.heed.step(30));
  const straight = await tensorsOf(page);
  await page.evaluate(() => window.heed.lookAt(20));
  const strip = page.getByRole('region', { name: 'Timeline' });
  await strip.getByRole('button', { name: 'Train on from here' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.evaluate(() => window.heed.pause());
  await page.evaluate(() => window.heed.rewind(20));
  await expect(page.getByTestId('step')).toHaveText('20');
  await page.evaluate(() => window.heed.step(10));
  expect(await tensorsOf(page)).toEqual(straight);
  expect((await page.evaluate(() => window.heed.experiment())).step).toBe(30);
});

test('the film shows one snapshot after the other and ends at the present', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await page.evaluate(() => window.heed.step(6));
  const strip = page.getByRole('region', { name: 'Timeline' });
  await strip.getByRole('combobox', { name: 'Snapshots per second' }).selectOption('4/s');
  const slider = strip.getByRole('slider');
  // All that it shows, however briefly.
  const seen = await slider.evaluateHandle((thumb) => {
    const texts: (string | null)[] = [];
    const note = () => texts.push(thumb.getAttribute('aria-valuetext'));
    new MutationObserver(note).observe(thumb, { attributeFilter: ['aria-valuetext'] });
    return texts;
  });
  await strip.getByRole('button', { name: 'Play the training as a film' }).click();
  await expect(strip.getByRole('button', { name: 'Stop the film' })).toBeVisible();
  await expect(strip.getByRole('button', { name: 'Play the training as a film' })).toBeVisible();
  expect(await seen.jsonValue()).toEqual(['step 0', 'step 1', 'step 2', 'step 5', 'step 6']);
});

test.describe('with as little motion as possible', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });
  test('there is no film: each press goes one snapshot further', async ({ page }) => {
    await openHeed(page, '?backend=cpu#v1.who-did-what');
    await page.evaluate(() => window.heed.step(3));
    const strip = page.getByRole('region', { name: 'Timeline' });
    const slider = strip.getByRole('slider');
    for (const step of [0, 1, 2, 3]) {
      await strip.getByRole('button', { name: 'Next snapshot' }).click();
      await expect(slider).toHaveAttribute('aria-valuetext', `step ${step}`);
    }
  });
});
