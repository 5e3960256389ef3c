import type { Page } from '@playwright/test';
import { expect, expectAccessible, openHeed, test } from './support/test';

const inspector = (page: Page) => page.getByRole('region', { name: 'Inspector' });
const look = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });

test.describe('step by step', () => {
  test.beforeEach(async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openHeed(page, '?backend=cpu#v1.three-words');
    await look(page, 'Step by step').click();
    await page.locator('.steps').focus();
  });

  test('space tells one cell, then all of them, then the next operation', async ({ page }) => {
    const name = page.locator('.operation-name');
    await expect(name).toContainText('scores');
    await expect(page.locator('.operation-text')).toContainText('is computed from q and k');
    await expect(page.locator('.operation-numbers')).toBeEmpty();
    const cover = page.locator('.heatmap-cover');
    const path = () => cover.evaluate((element) => element.style.clipPath);
    const empty = await path();
    await page.keyboard.press(' ');
    await expect(page.locator('.operation-numbers')).toContainText('One cell: scores[dog, dog]');
    // q · k of the same word: 0·0 + 1·1 + 0·0.
    await expect(page.locator('.operation-formula')).toContainText('=1');
    await expect(inspector(page).locator('.cell-path')).toHaveText('scores[dog, dog]');
    await expect.poll(path).not.toBe(empty);
    await page.keyboard.press(' ');
    await expect.poll(path).toContain('M 0 0');
    await page.keyboard.press(' ');
    await expect(name).toContainText('scaled');
    await page.keyboard.press('ArrowLeft');
    await expect(name).toContainText('scores');
  });

  test('goes on backward, and axe finds nothing', async ({ page }) => {
    await page.getByRole('radio', { name: 'Backward' }).click();
    await expect(page.locator('.operation-name')).toContainText('grad:loss');
    await expect(page.getByRole('radio', { name: 'Gradient', exact: true })).toBeChecked();
    await expectAccessible(page);
  });
});

test('the update is that of the optimiser, and changes nothing', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await look(page, 'Step by step').click();
  const before = await page.evaluate(() => window.heed.read('head.W'));
  await page.getByRole('radio', { name: 'Update' }).click();
  await expect(page.locator('.operation-text')).toContainText('one step of Adam');
  await page.getByRole('button', { name: 'Show one cell' }).click();
  const { tensor, cell, answer } = await page.evaluate(async () => {
    const { view } = await window.heed.experiment();
    const [name, index] = [view?.tensor ?? '', view?.cell ?? []];
    return { tensor: name, cell: index, answer: await window.heed.ask('update', { name, index }) };
  });
  expect(cell.length, tensor).toBeGreaterThan(0);
  const shown = await page
    .locator('.update-numbers div')
    .filter({ hasText: 'after' })
    .textContent();
  expect(Number(shown?.replace('after', '').replace('−', '-'))).toBeCloseTo(answer.after, 4);
  expect(await page.evaluate(() => window.heed.read('head.W'))).toEqual(before);
});

test.describe('the map', () => {
  test.beforeEach(async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openHeed(page, '?backend=cpu#v1.who-did-what');
    await look(page, 'Map').click();
    await expect(page.locator('.map-overview')).toBeVisible();
  });

  test('finds a tensor, and a cell that is clicked there is the one in the inspector', async ({
    page,
  }) => {
    await page.getByRole('combobox', { name: 'Find a tensor' }).fill('encoder.0.attn.pattern');
    await page.keyboard.press('Enter');
    await expect(inspector(page).locator('.inspector-name')).toHaveText('encoder.0.attn.pattern');
    await expect(page.locator('.map-grain')).toHaveText('every cell as it is');
    const box = await page.locator('.map-canvas').boundingBox();
    if (!box) throw new Error('no map');
    // The picture is in the middle; a little below and right of it there are cells, not a gap.
    await page.mouse.click(box.x + box.width / 2 + 25, box.y + box.height / 2 + 25);
    await expect(inspector(page).locator('.cell-panel')).toBeVisible();
    await expect(page.locator('.readout-place')).toContainText('encoder.0.attn.pattern[');
  });

  test('names that do not exist are told, and axe finds nothing', async ({ page }) => {
    await page.getByRole('combobox', { name: 'Find a tensor' }).fill('nothing');
    await page.keyboard.press('Enter');
    await expect(page.getByText('No tensor has “nothing” in its name.')).toBeVisible();
    await page.getByRole('button', { name: 'Fold every layer' }).click();
    await expect(page.getByRole('button', { name: 'Unfold everything' })).toBeVisible();
    await expectAccessible(page);
  });

  test('is in the link', async ({ page, newVisitor }) => {
    const link = await page.evaluate(() => window.heed.link());
    const other = await newVisitor();
    await openHeed(other, link.replace('#', '?backend=cpu#').replace(/^.*\?/, '?'));
    await expect(look(other, 'Map')).toHaveAttribute('aria-selected', 'true');
  });
});
