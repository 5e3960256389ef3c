import { expect, expectAccessible, openHeed, test } from './support/test';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const locale of ['en-GB', 'zh-CN']) {
    test.describe(`${locale}, ${colorScheme}`, () => {
      test.use({ colorScheme, locale });

      test('axe finds nothing in the gallery', async ({ page }) => {
        await openHeed(page, '?backend=cpu');
        await expect(page.locator('.backend-badge')).toBeVisible();
        await expectAccessible(page);
      });

      for (const id of [
        'three-words',
        'who-did-what',
        'when-was-it-said',
        'digits',
        'look-here',
        'picture-from-noise',
      ]) {
        test(`axe finds nothing in ${id}`, async ({ page }) => {
          await openHeed(page, `?backend=cpu#v1.${id}`);
          await expect(page.locator('canvas').first()).toBeVisible();
          if (id !== 'three-words') await page.evaluate(() => window.heed.step(2));
          await expectAccessible(page);
        });
      }

      test('axe finds nothing in the dialogs and notices', async ({ page }) => {
        await openHeed(page, '?backend=cpu#v1.who-did-what');
        await expect(page.locator('canvas').first()).toBeVisible();
        await page.keyboard.press('?');
        await expectAccessible(page);
        await page.keyboard.press('Escape');
        await page.locator('.bar-share').click();
        await expect(page.locator('.share-field')).not.toBeEmpty();
        await expectAccessible(page);
        await page.keyboard.press('Escape');
        await page.evaluate(() => {
          location.hash = '#v9.three-words';
        });
        await expect(page.locator('.notice-error')).toBeVisible();
        await expectAccessible(page);
      });
    });
  }
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('axe finds nothing in any panel', async ({ page }) => {
    await openHeed(page, '?backend=cpu#v1.when-was-it-said');
    for (const name of ['Setup', 'Inspector', 'Training', 'Computation']) {
      await page.getByRole('navigation').getByRole('button', { name }).tap();
      await expectAccessible(page);
    }
  });
});
