import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { findBrowser, withoutWebGpuArgs } from '../scripts/lib/browser.mjs';
import { expect, expectAccessible, openHeed, test } from './support/test';

// The browser's camera shows a test picture, and nobody is asked.
test.use({
  launchOptions: {
    executablePath: findBrowser(),
    args: [
      ...withoutWebGpuArgs,
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  },
});

/** PNG files of one colour, each a little different, with a black bar on one side. */
async function pictures(page: Page, name: string, colour: [number, number, number], count: number) {
  const encoded = await page.evaluate(
    ({ colour: [r, g, b], count: n }) =>
      Array.from({ length: n }, (_, i) => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [60, 40];
        const context = canvas.getContext('2d');
        if (!context) throw new Error('There is no canvas.');
        context.fillStyle = `rgb(${r - 4 * i} ${g} ${b})`;
        context.fillRect(0, 0, 60, 40);
        context.fillStyle = '#000';
        context.fillRect(12, 2 * i, 36, 6);
        return canvas.toDataURL('image/png').split(',')[1];
      }),
    { colour, count },
  );
  return encoded.map((data, i) => ({
    name: `${name}-${i + 1}.png`,
    mimeType: 'image/png',
    buffer: Buffer.from(data, 'base64'),
  }));
}

const setupOf = (page: Page) => page.getByRole('region', { name: 'Setup', exact: true });
const cardOf = (page: Page, name: string) => setupOf(page).getByRole('group', { name });
const filesOf = (page: Page, name: string) => cardOf(page, name).locator('input[type=file]');

test('pictures of one’s own are checked, train, stay after a reload, and can be removed', async ({
  page,
  newVisitor,
}) => {
  await openHeed(page, '?backend=cpu#v1.own-pictures');
  const setup = setupOf(page);
  await expect(setup).toContainText('24 held out');
  await expect(setup).toContainText('Classes: stripes, dots, rings.');

  const red = await pictures(page, 'red', [200, 40, 40], 6);
  const green = await pictures(page, 'green', [40, 160, 60], 7);
  const broken = { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') };
  await setup.getByRole('textbox', { name: 'Name of class 1' }).fill('red');
  await setup.getByRole('textbox', { name: 'Name of class 1' }).press('Enter');
  await filesOf(page, 'red').setInputFiles([...red, broken]);
  await expect(setup).toContainText('“notes.png”: This file is no picture that the browser can');
  await expect(cardOf(page, 'red')).toContainText('6 pictures');
  await filesOf(page, 'Class 2').setInputFiles(green.slice(0, 3));
  await expect(setup).toContainText('3 pictures added.');

  const use = setup.getByRole('button', { name: 'Train on these pictures' });
  await use.click();
  await expect(setup).toContainText('Class “Class 2” has 3 pictures; each class needs at least 5.');
  // What was there is still there.
  await expect(setup).toContainText('Classes: stripes, dots, rings.');

  await setup.getByRole('textbox', { name: 'Name of class 2' }).fill('red');
  await setup.getByRole('textbox', { name: 'Name of class 2' }).press('Enter');
  await expect(setup).toContainText('Two classes are called “red”');
  await setup.getByRole('textbox', { name: 'Name of class 2' }).fill('green');
  await setup.getByRole('textbox', { name: 'Name of class 2' }).press('Enter');
  // A picture that is there already is not taken twice.
  await filesOf(page, 'green').setInputFiles([...green.slice(3), green[0], red[0]]);
  await expect(setup).toContainText('4 pictures added. Already there: green-1.png, red-1.png.');
  await cardOf(page, 'green').getByRole('button', { name: 'Remove “green-7.png”' }).press('Enter');
  await expect(cardOf(page, 'green')).toContainText('6 pictures');
  // What was removed can be taken back, and removed again.
  await setup.getByRole('button', { name: 'Take it back' }).click();
  await expect(cardOf(page, 'green')).toContainText('7 pictures');
  await cardOf(page, 'green').getByRole('button', { name: 'Remove “green-7.png”' }).press('Enter');
  await expect(cardOf(page, 'green')).toContainText('6 pictures');

  await use.click();
  await expect(setup).toContainText('12 pictures in 2 classes are in use.');
  await expect(setup).toContainText('Classes: red, green.');
  await expect(setup).toContainText('2 held out');
  await expect(setup).toContainText('Always saying the most frequent class gets 50.0 %');
  await expectAccessible(page);
  const first = await page.evaluate(() => window.heed.step(1));
  const later = await page.evaluate(() => window.heed.step(60));
  expect(later.loss).toBeLessThan(first.loss / 3);
  expect(later.accuracy).toBeGreaterThan(0.9);

  const link = await page.evaluate(() => window.heed.link());
  await page.reload();
  await expect(setup).toContainText('12 pictures in 2 classes are in use.');
  await expect(cardOf(page, 'green').getByRole('button', { name: /Remove “green-/ })).toHaveCount(
    6,
  );

  const other = await newVisitor();
  await other.goto(link);
  await expect(other.locator('.notice-error')).toContainText('they are not in the link');

  await setup.getByRole('button', { name: 'Remove all my pictures' }).click();
  await expect(setup).toContainText('Classes: stripes, dots, rings.');
  // The address follows a little later.
  await expect(page).toHaveURL(/#v1\.own-pictures$/);
  await page.reload();
  await expect(setup).toContainText('Classes: stripes, dots, rings.');
  await expect(setup.getByRole('button', { name: /Remove “/ })).toHaveCount(0);
});

test('a folder of folders makes a class of each', async ({ page }, testInfo) => {
  await openHeed(page, '?backend=cpu#v1.own-pictures');
  const pets = testInfo.outputPath('pets');
  for (const [name, colour] of [
    ['cat', [200, 40, 40]],
    ['dog', [40, 40, 200]],
    ['pig', [220, 160, 160]],
  ] as const) {
    const folder = path.join(pets, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, '.hidden'), '');
    for (const file of await pictures(page, name, [...colour], 5)) {
      writeFileSync(path.join(folder, file.name), file.buffer);
    }
  }
  const setup = setupOf(page);
  await setup.locator('input[webkitdirectory]').setInputFiles(pets);
  await expect(setup).toContainText('15 pictures added.');
  for (const name of ['cat', 'dog', 'pig']) {
    await expect(cardOf(page, name)).toContainText('5 pictures');
  }
  await setup.getByRole('button', { name: 'Train on these pictures' }).click();
  await expect(setup).toContainText('Classes: cat, dog, pig.');
});

test('the camera takes pictures, and is given back', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.own-pictures');
  const card = cardOf(page, 'Class 1');
  await card.getByRole('button', { name: 'Camera for “Class 1”' }).click();
  const take = card.getByRole('button', { name: 'Take picture' });
  await expect(take).toBeEnabled();
  await take.click();
  await expect(card).toContainText('1 picture');
  await expect(card.getByRole('button', { name: 'Remove “Camera picture 1”' })).toBeVisible();
  const video = await card.locator('video').elementHandle();
  const ended = () =>
    video?.evaluate((element) =>
      ((element as HTMLVideoElement).srcObject as MediaStream)
        .getTracks()
        .every((track) => track.readyState === 'ended'),
    );
  expect(await ended()).toBe(false);
  await card.getByRole('button', { name: 'Close' }).click();
  await expect(take).toHaveCount(0);
  expect(await ended()).toBe(true);
});
