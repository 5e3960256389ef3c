import type { Locator, Page } from '@playwright/test';
import { evaluate } from '../src/engine/graph/expr';
import type { ExplainedTerm, Explanation } from '../src/engine/session/client';
import { expect, openHeed, test } from './support/test';

/** A number as the page writes it. */
const numberOf = (text: string): number =>
  Number(text.replaceAll('−', '-').replaceAll('∞', 'Infinity').trim());

interface Place {
  readonly tensor: string;
  readonly cell: readonly number[];
}

const inspector = (page: Page): Locator => page.getByRole('region', { name: 'Inspector' });

/** The cell that is chosen, as the link has it. */
async function chosen(page: Page): Promise<Place> {
  const { view } = await page.evaluate(() => window.heed.experiment());
  return { tensor: view?.tensor ?? '', cell: view?.cell ?? [] };
}

/** The value and the terms that stand in the inspector. */
async function shown(page: Page): Promise<{ value: number; terms: ExplainedTerm[] }> {
  const panel = inspector(page).locator('.cell-panel');
  const all = panel.locator('.terms-more');
  if ((await all.count()) > 0 && (await all.textContent())?.startsWith('Show all')) {
    await all.click();
  }
  const field = panel.locator('.value-field input');
  const value =
    (await field.count()) > 0
      ? await field.inputValue()
      : ((await panel.locator('.cell-number').textContent()) ?? '');
  const rows = await panel
    .locator('.terms tbody tr')
    .evaluateAll((found) =>
      found.map((row) =>
        [...(row.children[1]?.children ?? [])].map((part) => part.textContent ?? ''),
      ),
    );
  const terms = rows.map(([own, weight]) => ({
    name: '',
    index: [],
    value: numberOf(own),
    ...(weight === undefined ? {} : { weight: numberOf(weight.replace('×', '')) }),
  }));
  return { value: numberOf(value), terms };
}

/** How far the formula may be off, its terms being written with five digits. */
function leeway({ expr }: Explanation, terms: readonly ExplainedTerm[]): number {
  const plain = evaluate(expr, terms);
  const moved = terms.flatMap((term, i) => {
    const others = (changed: ExplainedTerm) =>
      Math.abs(evaluate(expr, terms.with(i, changed)) - plain);
    return [
      others({ ...term, value: term.value * 1.0001 }),
      term.weight === undefined ? 0 : others({ ...term, weight: term.weight * 1.0001 }),
    ];
  });
  return moved.reduce((sum, x) => sum + x, 1e-6 + 1e-4 * Math.abs(plain));
}

/**
 * Walks from the chosen cell by clicks on terms until there is none to click. At every cell the
 * formula is computed again from the terms that are shown.
 * @param towards  tensors preferred as the next one, the most wanted first
 * @returns the tensors on the way
 */
async function walk(page: Page, towards: readonly RegExp[]): Promise<string[]> {
  const way: string[] = [];
  for (let n = 0; n < 60; n++) {
    const at = await chosen(page);
    way.push(at.tensor);
    const explanation = await page.evaluate(
      ({ tensor, cell }) => window.heed.explain(tensor, cell),
      at,
    );
    const panel = inspector(page).locator('.cell-panel');
    if (explanation.terms.length === 0) {
      await expect(panel.locator('.term-cell')).toHaveCount(0);
      return way;
    }
    await expect(panel.locator('.terms')).toBeVisible();
    await expect
      .poll(async () => (await shown(page)).terms.length, { message: at.tensor })
      .toBe(explanation.terms.length);
    const { value, terms } = await shown(page);
    expect(
      Math.abs(evaluate(explanation.expr, terms) - value),
      `${at.tensor}[${at.cell.join()}] from its terms`,
    ).toBeLessThanOrEqual(leeway(explanation, terms));

    const ways = explanation.terms.flatMap((term, row) => [
      { name: term.name, row, button: 0 },
      ...(term.weightName === undefined ? [] : [{ name: term.weightName, row, button: 1 }]),
    ]);
    const next =
      towards.flatMap((wanted) => ways.filter(({ name }) => wanted.test(name))).at(0) ?? ways[0];
    await panel
      .locator('.terms tbody tr')
      .nth(next.row)
      .locator('.term-cell')
      .nth(next.button)
      .click();
    await expect.poll(() => chosen(page)).not.toEqual(at);
    // The way so far stands above the cell.
    await expect(panel.locator('.cell-path button')).toHaveCount(way.length);
  }
  throw new Error(`The way does not end: ${way.join(' → ')}`);
}

/** Chooses the only cell of the loss, by clicks. */
async function chooseLoss(page: Page): Promise<void> {
  const computation = page.getByRole('region', { name: 'Computation' });
  await computation.locator('.figure-name', { hasText: /^loss$/ }).click();
  await inspector(page).getByRole('gridcell').click();
  await expect(inspector(page).locator('.cell-panel')).toBeVisible();
}

const walks = [
  {
    model: 'Transformer',
    link: 'v1.who-did-what',
    towards: [/encoder\.1\.attn/, /matmul|encoder|^x$|embed$|tokens/, /answer|logits/],
    through: ['logits', 'encoder.1.attn.pattern', 'encoder.1.attn.scores', 'tokens'],
  },
  {
    model: 'LSTM',
    link: 'v1.roles',
    towards: [/trace|lstm|^x$|embed$|tokens/, /mixed|logits|projected/, /^(?!.*(W|U|b)$)/],
    through: ['logits', 'lstm.0.forward.h', 'lstm.0.forward.projected', 'tokens'],
  },
  {
    model: 'convolutional network',
    link: 'v1.digits',
    towards: [/conv|image|pooled|relu|flat/, /^(?!.*(W|b)$)/],
    through: ['logits', 'conv2.relu', 'conv1.pooled', 'conv1.relu', 'image'],
  },
];

for (const { model, link, towards, through } of walks) {
  test(`from the loss of the ${model} one walks back to an input, each step computed again from what is shown`, async ({
    page,
  }) => {
    await openHeed(page, `?backend=cpu#${link}`);
    await chooseLoss(page);
    const preferred = towards.map(
      (wanted) =>
        new RegExp(
          `^(?!.*\\.(W|U|b|Wq|Wk|Wv|Wo|bq|bk|bv|bo|gain|bias|table)$)(?:.*(?:${wanted.source}))`,
        ),
    );
    const way = await walk(page, preferred);
    for (const tensor of through) expect(way).toContain(tensor);
    expect(way.at(-1)).toBe(through.at(-1));
  });
}

test('the chain rule is walked with numbers: from the gradient of a word vector to that of the loss', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await page
    .getByRole('button', { name: 'Gradient' })
    .or(page.getByRole('radio', { name: 'Gradient' }))
    .first()
    .click();
  const computation = page.getByRole('region', { name: 'Computation' });
  await computation.locator('.figure-name[title="grad:x"]').click();
  await inspector(page).getByRole('gridcell').click();
  const way = await walk(page, [/^grad:/, /Grad#/]);
  expect(way[0]).toBe('grad:x');
  expect(way).toContain('grad:logits');
  expect(way.at(-1)).toBe('grad:loss');
});

test('what a number goes into is lit, and leads on', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  const computation = page.getByRole('region', { name: 'Computation' });
  await computation.locator('.figure-name', { hasText: /^q$/ }).click();
  await inspector(page).getByRole('gridcell').click();
  const at = await chosen(page);
  await inspector(page).getByText('What this number goes into').click();
  // A query meets every key, and nothing else.
  await expect(inspector(page).locator('.influence')).toHaveCount(1);
  await expect(inspector(page).locator('.influence')).toContainText('3 cells');
  await inspector(page).locator('.influence-cells .term-cell').first().click();
  expect(await chosen(page)).toEqual({ tensor: 'scores', cell: [at.cell[0], 0] });
});
