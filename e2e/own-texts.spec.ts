import { expect, expectAccessible, openHeed, test } from './support/test';

/** Two classes that a few words tell apart. */
const rows = ['text,label'].concat(
  ['warm', 'sunny', 'bright', 'dry', 'clear'].map((word) => `"The day was ${word}, again",good`),
  ['wet', 'stormy', 'dark', 'foggy', 'icy'].map((word) => `"The day was ${word}, again",bad`),
);
const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(content),
});

test('a file of one’s own is checked, trains, stays after a reload, and can be removed', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.own-texts');
  const setup = page.getByRole('region', { name: 'Setup', exact: true });
  await expect(setup).toContainText('48 examples to train on, 12 held out');

  const input = setup.locator('input[type=file]');
  await input.setInputFiles(file('latin.csv', Buffer.from([0x63, 0xe9, 0x2c, 0x61])));
  await expect(setup).toContainText('not text in UTF-8');
  await input.setInputFiles(file('one.csv', 'a,x\nb,x\nc,x\nd,x'));
  await expect(setup).toContainText('only one label');
  // What was there is still there.
  await expect(setup).toContainText('48 examples to train on, 12 held out');

  await input.setInputFiles(file('weather.csv', rows.join('\n')));
  await expect(setup).toContainText('8 examples to train on, 2 held out');
  await expect(setup).toContainText('Classes: bad, good.');
  await expectAccessible(page);
  const { loss } = await page.evaluate(() => window.heed.step(60));
  expect(loss).toBeLessThan(0.3);

  await page.reload();
  await expect(setup).toContainText('8 examples to train on, 2 held out');
  await setup.getByRole('button', { name: 'Remove my texts' }).click();
  await expect(setup).toContainText('48 examples to train on, 12 held out');
});

test('rows can be pasted; a link to them says on another computer that they are not in it', async ({
  page,
  newVisitor,
}) => {
  await openHeed(page, '?backend=cpu#v1.own-texts');
  const setup = page.getByRole('region', { name: 'Setup', exact: true });
  await setup.locator('summary', { hasText: 'Or paste rows' }).click();
  await setup.getByRole('textbox', { name: 'Or paste rows' }).fill(rows.join('\n'));
  await setup.getByRole('button', { name: 'Use these rows' }).click();
  await expect(setup).toContainText('10 rows with 2 labels are in use.');
  const link = await page.evaluate(() => window.heed.link());

  const other = await newVisitor();
  await other.goto(link);
  await expect(other.locator('.notice-error')).toContainText('they are not in the link');
});
