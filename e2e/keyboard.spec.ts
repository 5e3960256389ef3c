import type { Page } from '@playwright/test';
import { expect, openHeed, test } from './support/test';

/** Presses Tab until the focus is where it is wanted. */
async function tabTo(page: Page, what: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    if (await what()) return;
  }
  throw new Error('The focus never got there.');
}

const focused = (page: Page, selector: string) => (): Promise<boolean> =>
  page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector);

test('by keyboard alone: open, edit a cell, undo, train, copy the link', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openHeed(page, '?backend=cpu');
  await tabTo(page, focused(page, 'a[href="#v1.who-did-what"]'));
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle('Who did what? · Heed');

  // The first matrix that can be edited.
  await tabTo(
    page,
    focused(page, '.panel-computation [role="grid"], .panel-computation [role="grid"] *'),
  );
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('0.5');
  await page.keyboard.press('Enter');
  const edits = () => page.evaluate(async () => (await window.heed.experiment()).edits);
  await expect.poll(edits).toMatchObject([{ cells: [[expect.any(Number), 0.5]] }]);
  await expect(page.getByRole('banner').getByRole('button', { name: 'Undo' })).toBeEnabled();
  await page.keyboard.press('Control+z');
  await expect.poll(edits).toEqual([]);

  await page.keyboard.press('g');
  await expect(page.getByRole('radio', { name: 'Gradient' })).toBeChecked();
  await tabTo(page, focused(page, '.training-play'));
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByTestId('step').textContent()).not.toBe('0');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeVisible();

  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByText('The link is on the clipboard.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('#v1.who-did-what.');
});

test('single keys are commands, but not where something is typed', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('.');
  await expect(page.getByTestId('step')).toHaveText('1');
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeVisible();
  await page.getByRole('textbox', { name: 'Sentence' }).focus();
  await page.keyboard.type('the big cat l.t?g');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the help lists every key', async ({ page }) => {
  await openHeed(page, '?backend=cpu');
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Help' });
  // The head and one row for each command.
  await expect(help.getByRole('table').first().getByRole('row')).toHaveCount(1 + 12);
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
});
