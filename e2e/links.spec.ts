import type { Page } from '@playwright/test';
import { encodeExperiment } from '../src/engine/experiment/codec';
import { expect, openHeed, test } from './support/test';

/** Values of some tensors, exactly as they are. */
const read = (page: Page, names: readonly string[]) =>
  page.evaluate(
    async (names) =>
      Promise.all(names.map(async (name) => Array.from((await window.heed.read(name)).data))),
    names,
  );

test('a link made after edits and 100 steps shows the same tensors to a new visitor', async ({
  page,
  newVisitor,
}) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  const names = await page.evaluate(async () => {
    const { heed } = window;
    await heed.write('encoder.0.attn.Wq', { index: [0, 0], value: 0.5 });
    await heed.step(60);
    await heed.write('encoder.0.attn.pattern', { index: [0, 0, 0, 1], value: 0.75 });
    await heed.step(40);
    return (await heed.tensors()).map(({ name }) => name);
  });
  const here = await read(page, names);
  const links = await page.evaluate(async () => ({
    plain: await window.heed.link(),
    weights: await window.heed.link({ weights: true }),
  }));
  expect(links.plain.length).toBeLessThan(500);
  for (const link of [links.plain, links.weights]) {
    const other = await newVisitor();
    await openHeed(other, link.replace('#', '?backend=cpu#'));
    await expect(other).toHaveTitle('Who did what? · Heed');
    expect(await read(other, names)).toEqual(here);
    expect(await other.evaluate(async () => (await window.heed.experiment()).step)).toBe(100);
  }
});

test('the address holds the experiment as it stands', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  await page.evaluate(() => window.heed.write('q', { index: [0, 2], value: 3 }));
  await page.getByRole('radio', { name: 'Gradient' }).click();
  await expect.poll(() => new URL(page.url()).hash.length).toBeGreaterThan(20);
  // Until edit and view are both in it.
  await expect
    .poll(async () => {
      const link = await page.evaluate(() => window.heed.link());
      return new URL(link).hash === new URL(page.url()).hash;
    })
    .toBe(true);
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Gradient' })).toBeChecked();
  expect((await read(page, ['q']))[0]).toEqual([1, 0, 3, 0, 1, 0, 0, 0, 1]);
});

test('a link pasted into the address of an open page is followed', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  await expect(page).toHaveTitle('Three words · Heed');
  await page.evaluate(() => {
    location.hash = '#v1.who-did-what';
  });
  await expect(page).toHaveTitle('Who did what? · Heed');
});

for (const [what, hash, message] of [
  ['altered', '#v1.three-words.q1ZKTcksKVayio5WKlTSySvNydGJNozViTaKjY2tBQAC2xzkB', /is broken/],
  ['of an experiment that does not exist', '#v1.four-words', /"four-words", which does not exist/],
  ['from the future', '#v9.three-words', /newer version of Heed/],
  ['not Heed’s', '#something', /not a Heed link/],
  ['badly escaped', '#%E0%A4%A', /not a Heed link/],
] as const) {
  test(`a link that is ${what} gives a message and the gallery`, async ({ page }) => {
    await openHeed(page, `?backend=cpu${hash}`);
    await expect(page.getByRole('alert').getByText(message)).toBeVisible();
    await expect(page.getByRole('link', { name: 'Three words', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('link', { name: 'Three words', exact: true }).click();
    await expect(page).toHaveTitle('Three words · Heed');
  });
}

test('a link that is too long gives a message and the gallery', async ({ page }) => {
  await openHeed(page, '?backend=cpu');
  await page.evaluate(() => {
    location.hash = `#v1.three-words.${'A'.repeat(1_000_001)}`;
  });
  await expect(page.getByRole('alert').getByText(/too long/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Three words', exact: true })).toBeVisible();
});

test('a link with a setting out of range gives a message and the gallery', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.three-words');
  const defaults = await page.evaluate(() => window.heed.experiment());
  const settings = { ...defaults.settings, temperature: 1e9 };
  const hash = await encodeExperiment({ ...defaults, settings }, defaults);
  await page.goto(`?backend=cpu#${hash}`);
  await expect(page.getByRole('alert').getByText(/"temperature".*from 0\.05 to 20/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Three words', exact: true })).toBeVisible();
});

test('the share dialog copies the link, and offers the trained weights with their size', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await page.evaluate(() => window.heed.step(3));
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this experiment' });
  await expect(dialog.getByRole('textbox', { name: 'Link' })).toHaveValue(/#v1\.who-did-what\./);
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await expect(dialog.getByRole('status')).toHaveText('The link is on the clipboard.');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await page.evaluate(() => window.heed.link()));
  await dialog.getByRole('checkbox', { name: 'With the trained weights' }).check();
  await expect(dialog.getByText(/^\d{2,3},\d{3} characters$/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Share' })).toBeFocused();
});

test('where copying is not allowed, the link is there to be copied by hand', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: () => Promise.reject(new Error('denied')) },
    });
  });
  await openHeed(page, '?backend=cpu#v1.three-words');
  await expect(page).toHaveTitle('Three words · Heed');
  await page.keyboard.press('Control+Shift+L');
  const dialog = page.getByRole('dialog', { name: 'Share this experiment' });
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await expect(dialog.getByRole('status')).toContainText('copy it with Ctrl+C');
  const selected = await dialog
    .getByRole('textbox', { name: 'Link' })
    .evaluate((box: HTMLTextAreaElement) => box.selectionEnd - box.selectionStart);
  expect(selected).toBeGreaterThan(20);
});
