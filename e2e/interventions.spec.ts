import type { Page } from '@playwright/test';
import { expect, expectAccessible, openHeed, test } from './support/test';

const read = (page: Page, name: string) =>
  page.evaluate(async (of) => (await window.heed.read(of)).data, name);

const PATTERN = 'encoder.1.attn.pattern';

test('a head is silenced, compared, switched off and sent in a link', async ({
  page,
  newVisitor,
}) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await page.evaluate(() => window.heed.step(3));
  const before = await read(page, 'loss');

  const panel = page.locator('.intervene');
  await expect(page.locator('.inspector-name')).toHaveText(PATTERN);
  await expect(panel.getByRole('button', { name: 'head 1' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await panel.getByRole('button', { name: 'Zero' }).click();
  const list = page.getByRole('list', { name: 'Interventions' }).first();
  await expect(list.getByRole('listitem')).toHaveText(new RegExp(`${PATTERN}Zero · head 1`));
  const silenced = await read(page, PATTERN);
  const size = silenced.length / 2;
  expect(silenced.slice(0, size).every((value) => value === 0)).toBe(true);
  expect(silenced.slice(size).some((value) => value !== 0)).toBe(true);
  const after = await read(page, 'loss');
  expect(after).not.toEqual(before);
  expect(await read(page, 'unedited:loss')).toEqual(before);

  await page.getByRole('radio', { name: 'Difference' }).click();
  await expect(page.locator('.difference-note')).toContainText('Now minus the same run');
  const shown = page.locator('.difference-loss .live-value');
  await expect(shown).toHaveCount(3);
  await expect(shown.first()).not.toBeEmpty();
  const [was, is, moved] = (await shown.allTextContents()).map((text) =>
    Number(text.replace('−', '-')),
  );
  expect(was).toBeCloseTo(before[0], 3);
  expect(is).toBeCloseTo(after[0], 3);
  expect(moved).toBeCloseTo(after[0] - before[0], 3);
  await expectAccessible(page);

  const link = await page.evaluate(() => window.heed.link());
  const other = await newVisitor();
  await openHeed(other, link.replace('#', '?backend=cpu#'));
  await expect(other.getByRole('radio', { name: 'Difference' })).toBeChecked();
  expect(await read(other, 'loss')).toEqual(after);

  await list.getByRole('checkbox', { name: /^On: / }).click();
  await expect.poll(() => read(page, 'loss')).toEqual(before);
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect.poll(() => read(page, 'loss')).toEqual(after);
  await list.getByRole('checkbox', { name: /^In training: / }).click();
  await expect(list.getByRole('checkbox', { name: /^In training: / })).toBeChecked();
  await page.evaluate(() => window.heed.step(2));
  expect(await page.evaluate(() => window.heed.interventions())).toMatchObject([
    { on: true, training: true, trained: [[3, null]] },
  ]);
  await list.getByRole('button', { name: /^Remove: / }).click();
  await expect(page.getByRole('list', { name: 'Interventions' })).toHaveCount(0);
  expect(await page.evaluate(() => window.heed.interventions())).toEqual([]);
});

test('numbers are pasted from the chosen cell on, or refused with a reason', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  await page.getByRole('button', { name: 'q', exact: true }).click();
  await page.getByText('Paste numbers').click();
  const field = page.getByLabel('Numbers to paste');
  const put = page.getByRole('button', { name: 'Put them in' });
  await field.fill('1,two');
  await put.click();
  await expect(page.getByText('Row 1, column 2: “two” is no finite number.')).toBeVisible();
  await field.fill('1\t2\t3\t4');
  await put.click();
  await expect(page.getByText('there is room for 3 × 3')).toBeVisible();
  await field.fill('1\t2\n3\t−4');
  await put.click();
  await expect(page.getByText('4 numbers are in.')).toBeVisible();
  expect(await read(page, 'q')).toEqual([1, 2, 0, 3, -4, 0, 0, 0, 1]);
});

test('the clipboard goes into the matrix that has the focus', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  const cell = page.getByRole('grid', { name: /^v,? / }).getByRole('gridcell');
  await cell.focus();
  const paste = (text: string) =>
    cell.evaluate((element, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', pasted);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }, text);
  await paste('[[5, 6], [7, 8]]');
  await expect.poll(() => read(page, 'v')).toEqual([5, 6, 0, 7, 8, 0, 0, 0, 1]);
  await paste('5 x');
  await expect(page.locator('.notice-error')).toContainText('“x” is no finite number');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: 'dark' });

  test('an intervention and the difference are within reach', async ({ page }) => {
    await openHeed(page, '?backend=cpu#v1.three-words');
    await page.evaluate(() => window.heed.intervene({ tensor: 'pattern', kind: 'uniform' }));
    await page.getByRole('radio', { name: 'Difference' }).click();
    await expect(page.locator('.difference-loss')).toBeVisible();
    await expectAccessible(page);
  });
});
