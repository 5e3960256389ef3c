import { expect, openHeed, test } from './support/test';

test('the gallery leads to each experiment and back', async ({ page }) => {
  await openHeed(page, '?backend=cpu');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Attention you can see');
  for (const title of ['Three words', 'Who did what?', 'When was it said?']) {
    await page.getByRole('link', { name: title, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
    await expect(page).toHaveTitle(`${title} · Heed`);
    for (const panel of ['Setup', 'Computation', 'Inspector', 'Training']) {
      await expect(page.getByRole('region', { name: panel, exact: true })).toBeVisible();
    }
    await page.getByRole('link', { name: /^Heed/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Attention you can see');
  }
});

test('the back button leads from an experiment to the gallery, and forward again', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu');
  await page.getByRole('link', { name: 'Three words', exact: true }).click();
  await expect(page).toHaveTitle('Three words · Heed');
  await page.goBack();
  await expect(page.getByRole('link', { name: 'Three words', exact: true })).toBeVisible();
  await page.goForward();
  await expect(page).toHaveTitle('Three words · Heed');
});

test('the menu beside the title leads from one experiment to another', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  await page.getByRole('button', { name: /^Three words/ }).click();
  await page.getByRole('menuitem', { name: 'Who did what?' }).click();
  await expect(page).toHaveTitle('Who did what? · Heed');
});

test('the language changes at once, and stays', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page).toHaveTitle('三个词 · Heed');
  await expect(page.getByRole('region', { name: '设置' })).toBeVisible();
  await page.reload();
  await expect(page).toHaveTitle('三个词 · Heed');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page).toHaveTitle('Three words · Heed');
});

test('the theme follows the system until one is chosen, and stays', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openHeed(page, '?backend=cpu');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test.describe('in a Chinese browser', () => {
  test.use({ locale: 'zh-CN' });

  test('the page is Chinese from the start', async ({ page }) => {
    await openHeed(page, '?backend=cpu');
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(page.getByRole('link', { name: '谁做了什么？' })).toBeVisible();
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('one panel is shown at a time', async ({ page }) => {
    await openHeed(page, '?backend=cpu#v1.who-did-what');
    const panel = (name: string) => page.getByRole('region', { name, exact: true });
    await expect(panel('Computation')).toBeVisible();
    await expect(panel('Setup')).toBeHidden();
    for (const name of ['Setup', 'Inspector', 'Training', 'Computation']) {
      await page.getByRole('navigation').getByRole('button', { name }).tap();
      await expect(panel(name)).toBeVisible();
    }
    await expect(panel('Training')).toBeHidden();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
