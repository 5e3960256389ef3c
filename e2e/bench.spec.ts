import { expect, expectAccessible, openHeed, test } from './support/test';

test('the speed test measures this machine when asked to, and its results can be copied', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openHeed(page, '?backend=cpu');
  await page.getByRole('link', { name: 'How fast is this computer?' }).click();
  await expect(page).toHaveTitle('How fast is this computer? · Heed');
  await expect(page.getByRole('table')).toHaveCount(0);
  await page.getByRole('radio', { name: '1 s' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  const table = page.getByRole('table', { name: 'Results' });
  await expect(table.getByRole('rowheader')).toHaveText([
    /^Who did what\?/,
    /^When was it said\?/,
    /^Translation with attention/,
    /^Transformer translation/,
    /^Matrix product 256\s×\s256/,
    /^Matrix product 1024\s×\s1024/,
  ]);
  await expect(page.getByRole('status').first()).toHaveText('Finished.', { timeout: 30_000 });
  const measured = await table.locator('tbody tr td:nth-child(2)').allTextContents();
  for (const value of measured) expect(Number(value.replace(',', ''))).toBeGreaterThan(0);
  // There is no GPU in this browser.
  await expect(table.locator('tbody tr td:nth-child(3)')).toHaveText(
    measured.map(() => 'not measured'),
  );
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Copy results' }).click();
  await expect(page.getByText('The results are on the clipboard.')).toBeVisible();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  expect(await clipboard()).toMatch(/^Heed: .*\n.*\nCPU: \d+ threads\n {2}Who did what\?: [\d.]+ /);
  await page.getByRole('button', { name: 'Copy as JSON' }).click();
  await expect.poll(clipboard).toContain('"what": "training"');
  const { results } = JSON.parse(await clipboard());
  expect(results).toHaveLength(6);
  for (const { seconds, runs } of results) {
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(runs).toBeGreaterThan(0);
  }
});

test('the speed test can be stopped, and ends when it is left; what was open is as it was', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await page.evaluate(() => window.heed.step(5));
  const before = await page.evaluate(() => window.heed.read('encoder.1.attn.pattern'));
  await page.evaluate(() => {
    location.hash = '#bench';
  });
  const start = page.getByRole('button', { name: /^Start/ });
  await start.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').first()).toContainText('Measuring “Who did what?”');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').first()).toHaveText(/^Stopped/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').first()).toContainText('Measuring');
  expect(await page.evaluate(() => window.heed.read('encoder.1.attn.pattern'))).toEqual(before);
  expect(await page.evaluate(async () => (await window.heed.step(1)).step)).toBe(6);

  await page.goBack();
  await expect(page).toHaveTitle('Who did what? · Heed');
  await page.goForward();
  await expect(start).toHaveText('Start');
});

for (const address of ['#bench', '#/bench']) {
  test(`the speed test opens at ${address}, and stays there when the page is loaded again`, async ({
    page,
  }) => {
    await openHeed(page, `?backend=cpu${address}`);
    await expect(page).toHaveTitle('How fast is this computer? · Heed');
    await page.reload();
    await expect(page.getByRole('button', { name: 'Start' })).toBeVisible();
    await expect(page).toHaveURL((url) => url.hash === address);
  });
}

test.describe('in Chinese, in the dark', () => {
  test.use({ locale: 'zh-CN', colorScheme: 'dark' });

  test('axe finds nothing while the speed test runs', async ({ page }) => {
    await openHeed(page, '?backend=cpu#bench');
    await page.getByRole('button', { name: '开始' }).click();
    await expect(page.getByRole('table', { name: '结果' })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: '停止' }).click();
    await expect(page.getByRole('button', { name: '重新开始' })).toBeVisible();
  });
});
