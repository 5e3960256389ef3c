import type { Page } from '@playwright/test';
import { expect, openHeed, test } from './support/test';

/** A generator of the same places at every run (mulberry32). */
function places(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const numberOf = (text: string): number =>
  Number(text.replaceAll('−', '-').replaceAll('∞', 'Infinity').trim());

/** Five significant digits are shown, four of numbers that are written with an exponent. */
function expectShown(text: string, value: number, what: string): void {
  const number = numberOf(text);
  if (Number.isFinite(value)) {
    expect(Math.abs(number - value), `${what}: ${text} for ${value}`).toBeLessThanOrEqual(
      (text.includes('e') ? 6e-4 : 6e-5) * Math.abs(value),
    );
  } else expect(number, what).toBe(value);
}

interface Chosen {
  readonly tensor: string;
  readonly cell: readonly number[];
  readonly value: number;
  readonly terms: readonly { readonly value: number; readonly weight: number | null }[];
}

/** The chosen cell and the cells of its terms, each as `heed.read` gives it. */
const readChosen = (page: Page): Promise<Chosen> =>
  page.evaluate(async () => {
    const { heed } = window;
    const { view } = await heed.experiment();
    const { tensor = '', cell = [] } = view ?? {};
    const at = async (name: string, index: readonly number[]): Promise<number> => {
      const { shape, data } = await heed.read(name);
      return data[index.reduce((flat, i, axis) => flat * shape[axis] + i, 0)];
    };
    const { terms } = await heed.explain(tensor, cell);
    const read = [];
    for (const term of terms.slice(0, 8)) {
      const weight =
        term.weightName === undefined
          ? (term.weight ?? null)
          : await at(term.weightName, term.weightIndex ?? []);
      read.push({ value: await at(term.name, term.index), weight });
    }
    return { tensor, cell, value: await at(tensor, cell), terms: read };
  });

const EXPERIMENTS = ['three-words', 'who-did-what', 'digits', 'context'];
const TENSORS = 10;
const CELLS = 5;

test('200 cells, chosen by chance: every number that the page shows of them is what heed.read gives', async ({
  page,
}) => {
  test.setTimeout(240_000);
  let compared = 0;
  for (const [n, id] of EXPERIMENTS.entries()) {
    const below = places(n + 1);
    await openHeed(page, `?backend=cpu#v1.${id}`);
    const tensors = (await page.evaluate(() => window.heed.tensors())).filter(
      // Indices are shown as what they stand for.
      ({ name }) => !/tokens|target|table/.test(name),
    );
    for (let t = 0; t < TENSORS; t++) {
      const { name, shape } = tensors[below(tensors.length)];
      const mode = name.startsWith('grad:') ? 'gradient' : 'forward';
      const cell = shape.map((size) => below(size));
      await page.evaluate(
        async (view) => {
          const experiment = await window.heed.experiment();
          await window.heed.load({ ...experiment, view } as typeof experiment);
        },
        { mode, tensor: name, cell },
      );
      const inspector = page.getByRole('region', { name: 'Inspector' });
      const grid = inspector.getByRole('grid');
      await expect(inspector.locator('.inspector-name')).toHaveText(name);
      const box = await grid.boundingBox();
      if (!box) throw new Error(`${name} is not on screen`);
      for (let c = 0; c < CELLS; c++) {
        // Somewhere on the heatmap, a pixel from its edge.
        const x = box.x + 1 + below(Math.max(1, Math.floor(box.width) - 2));
        const y = box.y + 1 + below(Math.max(1, Math.min(Math.floor(box.height), 300) - 2));
        await page.mouse.click(x, y);
        await expect(inspector.locator('.cell-panel .cell-path strong')).toBeVisible();
        const found = await readChosen(page);
        const what = `${id} ${found.tensor}[${found.cell.join()}]`;
        expect(found.tensor).toBe(name);
        const place = await inspector.locator('.cell-path strong').textContent();
        await expect(page.locator('.readout-place')).toHaveText(place ?? '');
        const readout = page.locator('.readout .live-value');
        await expect(readout).not.toHaveText('');
        expectShown((await readout.textContent()) ?? '', found.value, what);
        const rows = inspector.locator('.terms tbody tr');
        const panel = inspector.locator('.cell-panel');
        const field = panel.locator('.value-field input');
        const value =
          (await field.count()) > 0
            ? await field.inputValue()
            : ((await panel.locator('.cell-number').textContent()) ?? '');
        expectShown(value, found.value, what);
        const count = Math.min(await rows.count(), found.terms.length);
        for (let row = 0; row < count; row++) {
          const parts = await rows.nth(row).locator('td').nth(1).locator('span').allTextContents();
          expectShown(parts[0], found.terms[row].value, `${what}, term ${row}`);
          const { weight } = found.terms[row];
          if (parts[1] !== undefined && weight !== null) {
            expectShown(parts[1].replace('×', ''), weight, `${what}, weight ${row}`);
          }
        }
        compared++;
      }
    }
  }
  expect(compared).toBe(EXPERIMENTS.length * TENSORS * CELLS);
});
