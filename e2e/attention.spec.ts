import type { Page } from '@playwright/test';
import { expect, expectAccessible, openHeed, test } from './support/test';

async function openAttention(page: Page, id: string, view?: string): Promise<void> {
  await openHeed(page, `?backend=cpu#v1.${id}`);
  await page.getByRole('tab', { name: 'Attention', exact: true }).click();
  await expect(page.locator('.attention')).toBeVisible();
  if (view) await choose(page, view);
}

async function choose(page: Page, view: string): Promise<void> {
  await page
    .getByRole('radiogroup', { name: 'View of attention' })
    .getByRole('radio', { name: view })
    .click();
}

/** A number as the page writes it. */
const numberIn = async (page: Page, selector: string): Promise<number> =>
  Number((await page.locator(selector).innerText()).replace('−', '-'));

test('a head of the grid is looked at, kept, and opened', async ({ page }) => {
  await openAttention(page, 'who-did-what');
  const heads = page.locator('.head-grid-head');
  await expect(heads).toHaveCount(4);
  const preview = page.locator('.head-preview-title');
  await expect(preview).toHaveText('Encoder self-attention · layer 2 · head 1');

  // Pointing shows a head for as long as it lasts; a click keeps it.
  await heads.nth(1).hover();
  await expect(preview).toHaveText('Encoder self-attention · layer 1 · head 2');
  await page.mouse.move(5, 5);
  await expect(preview).toHaveText('Encoder self-attention · layer 2 · head 1');
  await heads.nth(1).click();
  await page.mouse.move(5, 5);
  await expect(heads.nth(1)).toHaveAttribute('aria-pressed', 'true');
  await expect(preview).toHaveText('Encoder self-attention · layer 1 · head 2');

  // Its entropy is that of the pattern's rows, in nats.
  const { data, shape } = await page.evaluate(() => window.heed.read('encoder.0.attn.pattern'));
  const [, , queries, keys] = shape;
  let sum = 0;
  for (let i = queries * keys; i < 2 * queries * keys; i++) {
    if (data[i] > 0) sum -= data[i] * Math.log(data[i]);
  }
  await expect(heads.nth(1).locator('.head-grid-number').first()).toHaveText(
    (sum / queries).toFixed(2),
  );

  await heads.nth(1).click();
  const matrix = page.getByRole('grid', { name: /encoder\.0\.attn\.pattern/ }).first();
  await expect(matrix).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Head', exact: true })).toBeChecked();

  // The sum of a column is the attention that its word receives.
  let received = 0;
  for (let q = 0; q < queries; q++) received += data[queries * keys + q * keys];
  const first = page.locator('.sum-bars-columns li').first();
  await expect(first).toHaveAttribute('title', new RegExp(`Σ = ${received.toPrecision(3)}`));
});

test('the sum of the neuron view is the score', async ({ page }) => {
  await openAttention(page, 'who-did-what', 'Neuron');
  await page.getByLabel('Query', { exact: true }).selectOption({ index: 3 });
  await page.getByLabel('Key', { exact: true }).selectOption({ index: 1 });
  const path = 'encoder.1.attn';
  const valueAt = (name: string) =>
    page.evaluate(async (tensor) => {
      const { data, shape } = await window.heed.read(tensor);
      return data[3 * (shape.at(-1) ?? 0) + 1];
    }, `${path}.${name}`);
  for (const name of ['scores', 'scaled', 'pattern']) {
    const expected = await valueAt(name);
    await expect
      .poll(() => numberIn(page, `.neuron-value[data-tensor="${path}.${name}"]`))
      .toBeCloseTo(expected, 3);
  }
  // The strips: query, key and their products, which add up to the score.
  const products = page.locator('.neuron-strips tr').last().locator('li');
  const texts = await products.evaluateAll((cells) =>
    cells.map((cell) => Number((cell as HTMLElement).title.split(': ')[1].replace('−', '-'))),
  );
  expect(texts.reduce((all, x) => all + x, 0)).toBeCloseTo(await valueAt('scores'), 3);
  await expectAccessible(page, '.attention');
});

test('arcs by keyboard', async ({ page }) => {
  await openAttention(page, 'who-did-what', 'Arcs');
  const queries = page.getByRole('list', { name: 'Query' });
  await queries.getByRole('button').first().focus();
  await page.keyboard.press('ArrowDown');
  const second = queries.getByRole('button').nth(1);
  await expect(second).toBeFocused();
  const { data, shape } = await page.evaluate(() => window.heed.read('encoder.1.attn.pattern'));
  const keys = shape.at(-1) ?? 0;
  const row = Array.from(data.slice(keys, 2 * keys));
  const best = row.indexOf(Math.max(...row));
  // Its weights stand at the words of the other side, and the largest are read out.
  await expect(page.locator('.word-column-key .word-column-weight').nth(best)).toHaveText(
    row[best].toFixed(2),
  );
  await expect(page.locator('.arcs-spoken')).toContainText(row[best].toFixed(2));
  await page.keyboard.press('Enter');
  await expect(second).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.readout')).toContainText('encoder.1.attn.pattern');
  await page.keyboard.press('Escape');
  await expect(second).toHaveAttribute('aria-pressed', 'false');

  await page.getByRole('radio', { name: 'One line' }).click();
  await page.getByRole('slider', { name: 'Smallest weight drawn' }).focus();
  await page.keyboard.press('Home');
  await expect(page.locator('.arcs-threshold')).toHaveText('0.00');
  await expectAccessible(page, '.attention');
});

test('rollout and flow over the layers', async ({ page }) => {
  await openAttention(page, 'who-did-what', 'Layers');
  const names = ['encoder.0.attn.pattern', 'encoder.1.attn.pattern'];
  const rollout = await page.evaluate((request) => window.heed.ask('attentionRollout', request), {
    names,
  });
  const corner = page.getByRole('gridcell').first();
  await expect(corner).toHaveAccessibleName(
    new RegExp(rollout.layers[1][0].toPrecision(5).replace(/0+$/, '')),
  );
  await page.getByRole('radio', { name: 'Flow' }).click();
  await expect(page.getByText('computed at step 0')).toBeVisible();
  const flow = await page.evaluate((request) => window.heed.ask('attentionFlow', request), {
    names,
    query: 0,
  });
  await corner.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.layers-readout')).toContainText(
    String(Number(Number(flow?.[1]).toPrecision(5))),
  );
  await expectAccessible(page, '.attention');
});

test('a picture: the arrow keys move the place that looks', async ({ page }) => {
  await openAttention(page, 'picture-from-noise', 'Picture');
  const place = page.getByRole('slider', { name: 'Place that looks' });
  await expect(place).toHaveAttribute('aria-valuetext', 'row 5, column 5');
  await place.focus();
  await page.keyboard.press('ArrowUp');
  await expect(place).toHaveAttribute('aria-valuetext', 'row 4, column 5');
  await expect(page.locator('.readout')).toContainText('attn.pattern[28');
  await expectAccessible(page, '.attention');
});

test('gradient and gradient times weight', async ({ page }) => {
  await openAttention(page, 'who-did-what', 'Head');
  await page.getByRole('radio', { name: 'Gradient × weight' }).click();
  const [weights, gradient] = await page.evaluate(async () => [
    (await window.heed.read('encoder.1.attn.pattern')).data,
    (await window.heed.read('grad:encoder.1.attn.pattern')).data,
  ]);
  const cell = page.getByRole('grid', { name: /⊙/ }).getByRole('gridcell');
  // The second cell: a step to the right.
  await cell.focus();
  await page.keyboard.press('ArrowRight');
  const product = weights[1] * gradient[1];
  await expect
    .poll(async () =>
      Number(
        ((await cell.getAttribute('aria-label')) ?? '').split(' ').at(-1)?.replaceAll('−', '-'),
      ),
    )
    .toBeCloseTo(product, 6);
  await expectAccessible(page, '.attention');
});

for (const [locale, look, size] of [
  ['zh-CN', '注意力', { width: 390, height: 844 }],
  ['en-GB', 'Attention', { width: 1366, height: 768 }],
] as const) {
  test.describe(`${locale}, dark`, () => {
    test.use({ colorScheme: 'dark', locale, viewport: size });

    test('axe finds nothing in any view', async ({ page }) => {
      await openHeed(page, '?backend=cpu#v1.translation');
      await page.getByRole('tab', { name: look, exact: true }).click();
      const views = page.locator('.attention-views').getByRole('radio');
      await expect(views).toHaveCount(5);
      for (let i = 0; i < 5; i++) {
        await views.nth(i).click();
        await expect(views.nth(i)).toBeChecked();
        await expectAccessible(page, '.attention');
      }
    });
  });
}
