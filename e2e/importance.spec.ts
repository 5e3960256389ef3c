import type { Page } from '@playwright/test';
import { expect, expectAccessible, openHeed, test } from './support/test';

interface Ablated {
  readonly loss: number;
  readonly deltaLoss: number;
}

interface Attribution {
  readonly logit: number;
  readonly predicted: number;
  readonly total: number;
  readonly baseline: number;
  readonly error: number;
}

interface Heed {
  load(what: unknown): Promise<unknown>;
  step(n: number): Promise<unknown>;
  experiment(options?: { weights: boolean }): Promise<Record<string, unknown>>;
}

/** Who did what?, a little trained, in one of the views. */
async function open(page: Page, look: string): Promise<void> {
  await openHeed(page, './?backend=cpu#v1.who-did-what');
  await page.evaluate(async (look) => {
    const heed = (globalThis as unknown as { heed: Heed }).heed;
    const small = { width: 16, batchSize: 16 };
    const { settings, ...rest } = await heed.experiment();
    await heed.load({ ...rest, settings: { ...(settings as object), ...small } });
    await heed.step(30);
    await heed.load({ ...(await heed.experiment({ weights: true })), view: { look } });
  }, look);
}

const ask = <T>(page: Page, question: string, request: unknown): Promise<T> =>
  page.evaluate(
    async ([question, request]) => {
      const { heed } = globalThis as unknown as {
        heed: { ask(question: unknown, request: unknown): Promise<T> };
      };
      return heed.ask(question, request);
    },
    [question, request],
  );

/** The number that is written, with a typographic minus. */
const numberIn = (text: string): number => Number(text.replace('−', '-').replace('+', ''));

test.describe('heads', () => {
  test.beforeEach(({ page }) => open(page, 'heads'));

  test('a head is ablated by two clicks', async ({ page }) => {
    await page.getByRole('button', { name: /^layer 1 · attention, head 2/ }).click();
    await page.getByRole('button', { name: 'Ablate this head' }).click();
    const change = page.locator('.heads-table').first().locator('.heads-change').first();
    await expect(change).toBeVisible();
    const { deltaLoss } = await ask<Ablated>(page, 'ablate', {
      layer: 0,
      head: 1,
      kind: 'zero',
      on: 'held-out',
    });
    expect(numberIn(await change.innerText())).toBeCloseTo(Number(deltaLoss.toPrecision(3)), 6);
    await expectAccessible(page, '.heads');
  });

  test('the table of all heads has what a script is told of each, until training goes on', async ({
    page,
  }) => {
    await page.locator('.heads').getByText('Equal weights', { exact: true }).click();
    await page.getByRole('button', { name: 'All heads', exact: true }).click();
    const rows = page.locator('.heads-ranking li');
    await expect(rows).toHaveCount(4);
    const listed: number[] = [];
    for (const layer of [0, 1]) {
      for (const head of [0, 1]) {
        const { deltaLoss } = await ask<Ablated>(page, 'ablate', {
          layer,
          head,
          kind: 'uniform',
          on: 'held-out',
        });
        const cell = page
          .locator('.heads-group')
          .nth(layer)
          .locator('.heads-cell')
          .nth(head)
          .locator('.heads-delta');
        expect(numberIn(await cell.innerText())).toBeCloseTo(Number(deltaLoss.toPrecision(3)), 6);
        listed.push(Number(deltaLoss.toPrecision(3)));
      }
    }
    const shown = (await rows.locator('.heads-number').allInnerTexts()).map(numberIn);
    expect(shown).toEqual(listed.sort((a, b) => b - a));
    await page.evaluate(() => (globalThis as unknown as { heed: Heed }).heed.step(1));
    await expect(page.locator('.heads-stale').first()).toContainText('step 30');
  });
});

test.describe('decision', () => {
  test.beforeEach(({ page }) => open(page, 'decision'));

  test('a class is chosen, the methods stand side by side, and the sums are right', async ({
    page,
  }) => {
    const table = page.locator('.decision-elements').first();
    await expect(table.locator('thead th')).toHaveText(
      [
        'Element',
        'Integrated gradients',
        'Gradient × input',
        'Occlusion',
        'Direct',
        'Attention',
      ].map((name) => new RegExp(name)),
    );
    await page.getByLabel('Class').selectOption('2');
    const facts = page.locator('.decision-head dd');
    const found = await ask<Attribution>(page, 'attribution', { class: 2 });
    await expect
      .poll(async () => numberIn(await facts.first().innerText()))
      .toBeCloseTo(found.logit, 3);
    expect(found.total - (found.logit - found.baseline)).toBeCloseTo(found.error, 6);
    const sums = page.locator('.decision-rest .decision-sum .decision-number');
    await expect.poll(async () => numberIn(await sums.innerText())).toBeCloseTo(found.logit, 3);
    await expect(page.locator('.decision-correlation')).toHaveCount(10);
    await expectAccessible(page, '.decision');
  });

  test('attention is shuffled again, with other orders', async ({ page }) => {
    const chart = page.locator('.decision-dots circle');
    await expect(chart).toHaveCount(96);
    const places = () =>
      chart.evaluateAll((dots) => dots.map((dot) => dot.getAttribute('cy')).join());
    const before = await places();
    await page.getByRole('button', { name: 'Shuffle again' }).click();
    await expect.poll(places).not.toBe(before);
    await page.getByText('all attention', { exact: true }).click();
    await expect(page.locator('.decision-status')).toBeEmpty();
    await expect(chart).toHaveCount(96);
  });
});
