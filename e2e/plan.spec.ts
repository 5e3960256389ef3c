import { expect, expectAccessible, openHeed, test } from './support/test';

test('the plan of a step opens by key and from the training strip, and holds what is trained', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog', { name: 'Plan of one training step' });
  const table = dialog.getByRole('table', { name: 'Every dispatch, in order' });
  await expect(table.getByRole('rowheader')).toHaveText(['Forward', 'Backward', 'Update']);
  await expect(table.getByRole('row').filter({ hasText: 'Adam' })).toBeVisible();
  await expect(table.getByRole('row').filter({ hasText: 'grad:embedding.table' })).toBeVisible();
  // What is looked at nowhere is computed on the way; it is named beside what holds it.
  await expect(
    table.getByRole('row').filter({ hasText: 'encoder.0.attn: q, k, v' }),
  ).not.toHaveCount(0);
  // As many rows as the printed plan has dispatches.
  const printed = await page.evaluate(() => window.heed.plan());
  const dispatches = Number(/(\d+) dispatches/.exec(printed)?.[1]);
  await expect(dialog.locator('.plan-totals dd').first()).toHaveText(String(dispatches));
  await expect(table.locator('tbody td:first-child').last()).toHaveText(String(dispatches));
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  const more = page.getByRole('button', { name: 'More about the training' });
  await more.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: /^Plan of one training step/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(more).toBeFocused();
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });

  test('an experiment without training has the plan of its example', async ({ page }) => {
    await openHeed(page, '?backend=cpu#v1.three-words');
    await page.getByRole('button', { name: '这个样例的执行计划' }).click();
    const dialog = page.getByRole('dialog', { name: '这个样例的执行计划' });
    await expect(dialog.getByRole('rowheader')).toHaveText(['前向', '反向']);
    await expect(dialog.getByRole('row').filter({ hasText: 'pattern' }).first()).toBeVisible();
    await expectAccessible(page);
  });
});
