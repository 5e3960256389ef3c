import { expect, openHeed, test } from './support/test';

test('the page loads, with a heading and without an error', async ({ page }) => {
  await openHeed(page, './');
  await expect(page).toHaveTitle(/Heed/);
  await expect(page.getByRole('main')).toBeVisible();
});
