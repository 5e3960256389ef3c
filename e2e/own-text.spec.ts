import { expect, expectAccessible, openHeed, test } from './support/test';

/** A text in which every character follows from the ones before: easy to learn. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz. '.repeat(90);
const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(content),
});

test('a text of one’s own is checked, trains, stays after a reload, and can be removed', async ({
  page,
  newVisitor,
}) => {
  await openHeed(page, '?backend=cpu#v1.language-model');
  const setup = page.getByRole('region', { name: 'Setup', exact: true });
  const moby = 'has a loss of 2.027 nats per character';
  await expect(setup).toContainText(moby);

  const input = setup.locator('input[type=file]');
  await input.setInputFiles(
    file('latin.txt', Buffer.concat([Buffer.from('one\ncaf'), Buffer.from([0xe9, 0x20])])),
  );
  await expect(setup).toContainText('not text in UTF-8: byte 8 (E9 in hexadecimal), in line 2');
  await input.setInputFiles(file('short.txt', 'too short'));
  await expect(setup).toContainText('The text has 9 characters');
  // What was there is still there.
  await expect(setup).toContainText(moby);

  await input.setInputFiles(file('alphabet.txt', alphabet));
  await expect(setup).toContainText('2,519 characters, 28 different ones, are in use.');
  await expect(setup.getByRole('radio', { name: 'My text' })).toBeChecked();
  await expectAccessible(page);
  const first = await page.evaluate(() => window.heed.step(1));
  const later = await page.evaluate(() => window.heed.step(40));
  expect(later.loss).toBeLessThan(first.loss / 2);

  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('dialog')).toContainText('Your own data is not in it');
  await page.keyboard.press('Escape');
  const link = await page.evaluate(() => window.heed.link());
  await page.reload();
  await expect(setup.getByRole('radio', { name: 'My text' })).toBeChecked();
  await expect(setup).not.toContainText(moby);

  const other = await newVisitor();
  await other.goto(link);
  await expect(other.locator('.notice-error')).toContainText('never part of a link');

  await setup.getByRole('button', { name: 'Remove my text' }).click();
  await expect(setup).toContainText(moby);
  await setup.getByRole('radio', { name: 'My text' }).click();
  await expect(page.locator('.notice-error')).toContainText('No text of your own');
});

test('a text can be pasted', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.language-model');
  const setup = page.getByRole('region', { name: 'Setup', exact: true });
  await setup.locator('summary', { hasText: 'Or paste text' }).click();
  await setup.getByRole('textbox', { name: 'Or paste text' }).fill(alphabet);
  await setup.getByRole('button', { name: 'Use this text' }).click();
  await expect(setup).toContainText('2,519 characters, 28 different ones, are in use.');
});
