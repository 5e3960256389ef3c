import type { Page } from '@playwright/test';
import { expect, expectAccessible, openHeed, test } from './support/test';

const middle = (page: Page) => page.getByRole('region', { name: 'Computation', exact: true });
/** A number as the page writes it. */
const numberIn = (text: string | null): number => Number((text ?? '').replace('−', '-'));
const cellOf = (page: Page, name: string, cell: number[]) =>
  page.evaluate(
    async ([of, at]) => {
      const { shape, data } = await window.heed.read(of);
      return data[at.reduce((flat, i, axis) => flat * shape[axis] + i, 0)];
    },
    [name, cell] as const,
  );

test('the numbers on the wires of an LSTM are those of its tensors', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.roles');
  await page.getByRole('tab', { name: 'States', exact: true }).click();
  await middle(page).getByRole('radio', { name: '1 →' }).click();
  const strip = middle(page).getByRole('grid', { name: /forward\.c,/ });
  await expect(strip).toBeVisible();
  await strip.getByRole('gridcell').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  const path = await page.evaluate(async () => {
    const layers = await window.heed.ask('recurrences', {});
    return layers.find(({ reverse }) => !reverse)?.path ?? '';
  });
  await expect(middle(page).getByText('unit 1 at')).toBeVisible();
  const chip = (key: string) => middle(page).locator(`[data-value="${key}"] .chip-value`);
  for (const part of ['i', 'f', 'g', 'o', 'c', 'h']) {
    const value = await cellOf(page, `${path}.${part}`, [0, 2, 1]);
    await expect(async () => {
      const shown = numberIn(await chip(part).textContent());
      expect(Math.abs(shown - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
    }).toPass();
  }
  const before = await cellOf(page, `${path}.c`, [0, 1, 1]);
  expect(numberIn(await chip('before.c').textContent())).toBeCloseTo(before, 4);

  // The number on a wire leads to its cell.
  await middle(page).getByRole('button', { name: /^f = / }).click();
  await expect(page.getByRole('region', { name: 'Inspector', exact: true })).toContainText(
    `${path}.f`,
  );
  await expectAccessible(page, '.states');
});

test('a span and a threshold choose units; the gradient of each model is shown', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.context');
  await page.getByRole('tab', { name: 'States', exact: true }).click();
  await middle(page).getByLabel('From', { exact: true }).selectOption('1');
  await middle(page).getByLabel('to', { exact: true }).selectOption('3');
  const wanted = await page.evaluate(async () => {
    const { shape, data } = await window.heed.read('states.0.forward.h');
    const [, , units] = shape;
    const above = (j: number) => [1, 2, 3].every((t) => data[t * units + j] > 0.3);
    return Array.from({ length: units }, (_, j) => j).filter(above);
  });
  await expect(middle(page).locator('.lines-unit')).toHaveText(wanted.map((j) => `unit ${j}`));

  const chart = middle(page).locator('.norms-svg');
  await middle(page).locator('.norms-frame').scrollIntoViewIfNeeded();
  await expect(chart.locator('.norms-bars rect').first()).toBeAttached();
  const norms = await page.evaluate(() => window.heed.ask('gradientThroughTime', {}));
  expect(norms?.map(({ id }) => id)).toEqual(['rnn', 'lstm', 'gru', 'context']);
  await expect(chart.locator('.norms-bars rect')).toHaveCount(norms?.[0].norms.length ?? 0);
});

test('the products of a place and its bias make the number in the map', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.look-here');
  await page.getByRole('tab', { name: 'Filters', exact: true }).click();
  await page.evaluate(() => window.heed.step(2));
  const maps = middle(page).getByRole('grid', { name: /conv2\.out/ });
  await middle(page).getByRole('radio', { name: 'conv2' }).click();
  await maps.scrollIntoViewIfNeeded();
  await maps.getByRole('gridcell').focus();
  await page.keyboard.press('ArrowRight');
  await expect(middle(page).locator('.place-equation')).toBeVisible();
  const place = async () =>
    page.evaluate(async () => (await window.heed.experiment()).view?.cell ?? []);
  const cell = [...(await place())];
  expect(cell).toHaveLength(4);
  const value = await cellOf(page, 'conv2.out', cell);
  const equation = middle(page).locator('.place-equation');
  await expect(async () => {
    const [sum, bias, shown] = await Promise.all(
      ['sum', 'bias', 'value'].map(async (part) =>
        numberIn(await equation.locator(`[data-${part}]`).textContent()),
      ),
    );
    expect(shown).toBeCloseTo(value, 3);
    expect(sum + bias).toBeCloseTo(shown, 3);
  }).toPass();

  // What it can depend on, as the engine says it.
  const field = await page.evaluate(async (index) => {
    const fields = await window.heed.ask('receptiveField', { name: 'conv2.out', index });
    return fields?.find(({ name }) => name === 'image');
  }, cell);
  await expect(middle(page).locator('.field-list')).toContainText(`(${field?.count} numbers)`);

  // Another class has another score: the one that the model gives it.
  const classes = middle(page).getByLabel('Class', { exact: true });
  await classes.scrollIntoViewIfNeeded();
  await classes.selectOption({ index: 3 });
  const score = await cellOf(page, 'logits', [0, 3]);
  await expect(async () => {
    const shown = await middle(page).locator('[data-score]').textContent();
    expect(numberIn(shown?.split(': ')[1] ?? '')).toBeCloseTo(score, 3);
  }).toPass();
  await expectAccessible(page, '.filters');
});

test('filters along time are shown too, and nothing slides by itself', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openHeed(page, '?backend=cpu#v1.spoken-digits');
  await page.getByRole('tab', { name: 'Filters', exact: true }).click();
  await expect(middle(page).getByRole('grid', { name: /conv1\.out/ })).toBeVisible();
  await expect(middle(page).getByRole('button', { name: 'Next place' })).toBeVisible();
  await expect(middle(page).getByRole('button', { name: 'Slide over the map' })).toHaveCount(0);
  const position = middle(page).getByLabel('Position');
  const before = Number(await position.inputValue());
  await middle(page).getByRole('button', { name: 'Next place' }).click();
  await expect(position).toHaveValue(String(before + 1));
  await expectAccessible(page, '.filters');
});
