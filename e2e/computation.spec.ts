import type { Page } from '@playwright/test';
import { expect, expectAccessible, openHeed, test } from './support/test';

interface Heed {
  read(name: string): Promise<{ shape: number[]; data: ArrayLike<number> }>;
  experiment(): Promise<{ edits: { tensor: string; cells: [number, number][] }[] }>;
}

const threeWords = './?backend=cpu#v1.three-words';

/** Values of a tensor, as a script sees them. */
async function read(page: Page, name: string): Promise<number[]> {
  return page.evaluate(async (name) => {
    const heed = (globalThis as unknown as { heed: Heed }).heed;
    return Array.from((await heed.read(name)).data);
  }, name);
}

/** The heatmap of a tensor in the computation. */
function matrix(page: Page, name: string) {
  return page
    .getByRole('region', { name: 'Computation' })
    .getByRole('grid', { name: new RegExp(`^${name}, `) });
}

/** Clicks a cell of a matrix with so many rows and columns. */
async function clickCell(
  page: Page,
  name: string,
  [row, col]: readonly [number, number],
  [rows, cols]: readonly [number, number] = [3, 3],
): Promise<void> {
  const box = await matrix(page, name).boundingBox();
  if (!box) throw new Error(`${name} is not on screen`);
  await page.mouse.click(
    box.x + ((col + 0.5) * box.width) / cols,
    box.y + ((row + 0.5) * box.height) / rows,
  );
}

const readout = (page: Page) => page.locator('.computation .readout');

test.describe('three words', () => {
  test.beforeEach(async ({ page }) => {
    await openHeed(page, threeWords);
    await expect(matrix(page, 'pattern')).toBeVisible();
  });

  test('every tensor is shown, in the order in which it is computed', async ({ page }) => {
    const names = await page.locator('.computation .figure-name').allTextContents();
    expect(names).toEqual([
      'q',
      'k',
      'v',
      'scores',
      'scaled',
      'mask',
      'masked',
      'pattern',
      'out',
      'target',
      'loss',
    ]);
  });

  test('pointing at a cell reads out its place and value, always on the same line', async ({
    page,
  }) => {
    const before = await readout(page).boundingBox();
    const box = await matrix(page, 'q').boundingBox();
    await page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + 5);
    const [value] = await read(page, 'q');
    await expect(readout(page)).toContainText('q[cat, 0]');
    await expect(readout(page).locator('.live-value')).toHaveText(String(value));
    expect(await readout(page).boundingBox()).toEqual(before);
  });

  test('a cell typed over by keyboard changes everything downstream', async ({ page }) => {
    const before = await read(page, 'out');
    await clickCell(page, 'q', [0, 1]);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const field = page.getByRole('textbox', { name: 'New value of q[cat, 2]' });
    await expect(field).toBeFocused();
    await field.fill('2.5');
    await page.keyboard.press('Enter');
    await expect(field).toBeHidden();
    expect((await read(page, 'q'))[2]).toBe(2.5);
    await expect.poll(() => read(page, 'out')).not.toEqual(before);
    // The focus is back in the matrix, so that one can go on.
    await page.keyboard.press('ArrowDown');
    await expect(readout(page)).toContainText('q[dog, 2]');
  });

  test('Escape leaves a cell as it was', async ({ page }) => {
    const before = await read(page, 'k');
    await clickCell(page, 'k', [1, 1]);
    await page.keyboard.type('7');
    const field = page.getByRole('textbox', { name: 'New value of k[dog, 1]' });
    await expect(field).toHaveValue('7');
    await page.keyboard.press('Escape');
    await expect(field).toBeHidden();
    expect(await read(page, 'k')).toEqual(before);
  });

  test('what is no number is refused with a reason, and the text is kept', async ({ page }) => {
    await clickCell(page, 'v', [0, 0]);
    await page.keyboard.press('Enter');
    const field = page.getByRole('textbox', { name: 'New value of v[cat, 0]' });
    await field.fill('cat');
    await page.keyboard.press('Enter');
    await expect(page.locator('.cell-problem')).toContainText('Enter a number');
    await expect(field).toHaveValue('cat');
    await page.keyboard.press('Escape');
    expect((await read(page, 'v'))[0]).toBe(1);
  });

  test('a masked cell becomes −∞ and its weight exactly 0', async ({ page }) => {
    await clickCell(page, 'mask', [0, 1]);
    await page.keyboard.type('0');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await read(page, 'pattern'))[1]).toBe(0);
    expect((await read(page, 'masked'))[1]).toBe(-Infinity);
    await clickCell(page, 'masked', [0, 1]);
    await expect(readout(page).locator('.live-value')).toHaveText('−∞');
  });

  test('attention weights themselves can be changed, marked, and taken back', async ({ page }) => {
    const before = await read(page, 'pattern');
    await clickCell(page, 'pattern', [2, 0]);
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await read(page, 'pattern'))[6]).toBe(1);
    const badge = page
      .getByRole('region', { name: 'Computation' })
      .getByRole('button', { name: /Take back the changes of pattern/ });
    await badge.click();
    await expect(badge).toBeHidden();
    expect(await read(page, 'pattern')).toEqual(before);
  });

  test('Alt and an arrow key step the number, and dragging scrubs it', async ({ page }) => {
    await clickCell(page, 'q', [0, 0]);
    await expect(readout(page).locator('.live-value')).toHaveText('1');
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(async () => (await read(page, 'q'))[0]).toBeCloseTo(1.01, 6);
    const box = await matrix(page, 'q').boundingBox();
    const x = (box?.x ?? 0) + 8;
    const y = (box?.y ?? 0) + 8;
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y - 30, { steps: 6 });
    await page.mouse.up();
    await expect.poll(async () => (await read(page, 'q'))[0]).toBeCloseTo(1.11, 6);
  });

  test('a chosen cell is explained by its actual terms, and they light up', async ({ page }) => {
    const inspector = page.getByRole('region', { name: 'Inspector' });
    await clickCell(page, 'out', [0, 1]);
    const terms = inspector.getByRole('table').first();
    await expect(terms.getByRole('button', { name: 'pattern[cat, dog]' })).toBeVisible();
    const out = await read(page, 'out');
    await expect(terms.locator('tfoot td')).toHaveText(String(Number(out[1].toPrecision(5))));
    await expect(page.locator('.computation .mark-source')).toHaveCount(6);
    await expect(inspector.locator('.equation .katex').first()).toBeVisible();

    await terms.getByRole('button', { name: 'pattern[cat, dog]' }).click();
    await expect(inspector.getByRole('heading', { name: 'pattern' })).toBeVisible();
    const path = inspector.getByRole('navigation', { name: 'The way here' });
    await expect(path).toContainText('pattern[cat, dog]');
    await path.getByRole('button', { name: 'out[cat, 1]' }).click();
    await expect(inspector.getByRole('heading', { name: 'out' })).toBeVisible();
  });

  test('the explanation follows an edit', async ({ page }) => {
    const inspector = page.getByRole('region', { name: 'Inspector' });
    await clickCell(page, 'scores', [0, 0]);
    await expect(inspector.locator('.terms tfoot td')).toHaveText('1');
    await page.evaluate(async () => {
      const heed = (
        globalThis as unknown as { heed: { write(n: string, v: unknown): Promise<void> } }
      ).heed;
      await heed.write('q', { index: [0, 0], value: 3 });
    });
    await expect(inspector.locator('.terms tfoot td')).toHaveText('3');
  });

  test('gradients stand in the same places', async ({ page }) => {
    const before = await matrix(page, 'pattern').boundingBox();
    await page.getByRole('radio', { name: 'Gradient' }).click();
    await expect(matrix(page, 'grad:pattern')).toBeVisible();
    expect(await matrix(page, 'grad:pattern').boundingBox()).toEqual(before);
    await expect(page.getByText('no gradient')).toBeVisible();
    await clickCell(page, 'grad:v', [0, 0]);
    await expect(page.locator('.inspector .terms')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: /New value/ })).toHaveCount(0);
  });

  test('axe finds nothing with a cell chosen and a field open', async ({ page }) => {
    await clickCell(page, 'out', [0, 1]);
    await expect(page.locator('.terms')).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expectAccessible(page);
  });
});

test.describe('who did what', () => {
  test.beforeEach(async ({ page }) => {
    await openHeed(page, './?backend=cpu#v1.who-did-what');
    await expect(page.locator('.sentence')).toBeVisible();
  });

  test('a click on a head shows its pattern, and the sentence follows', async ({ page }) => {
    await page.getByRole('radio', { name: '2' }).last().click();
    const weights = await page.locator('.word-weight').allTextContents();
    await page.getByRole('radio', { name: '1' }).last().click();
    await expect.poll(() => page.locator('.word-weight').allTextContents()).not.toEqual(weights);
  });

  test('axe finds nothing at the end of the computation', async ({ page }) => {
    const scroller = page.locator('.computation-scroll');
    await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(matrix(page, 'probabilities')).toBeVisible();
    await expectAccessible(page);
  });
});

test('beside the weights stand the sums of their rows, which are 1 over keys and not over queries', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  await page.evaluate(() => window.heed.write('q', [3, 1, 0, 0, 1, 0, 0, 2, 1]));
  const sums = page.getByRole('list', { name: 'Sum of each row' }).getByRole('listitem');
  await expect(sums).toHaveText(['1.00', '1.00', '1.00']);
  await page.getByText('Queries', { exact: true }).click();
  // Column cat: e^(3/√3) / (e^(3/√3) + 2) = 0.7386; dog: scores 1, 1, 2; pig: 0, 0, 1 over √3.
  const column = (scores: number[]) => {
    const powers = scores.map((score) => Math.exp(score / Math.sqrt(3)));
    return powers.map((power) => power / powers.reduce((sum, p) => sum + p, 0));
  };
  const columns = [column([3, 0, 0]), column([1, 1, 2]), column([0, 0, 1])];
  const rows = [0, 1, 2].map((row) => columns.reduce((sum, c) => sum + c[row], 0).toFixed(2));
  expect(rows).not.toEqual(['1.00', '1.00', '1.00']);
  await expect(sums).toHaveText(rows);
});
