import { expect, expectAccessible, openHeed, test } from './support/test';

// Two models of one experiment: with attention, and without.
const AT = '?backend=cpu#v1.sentence-classes';

test('models side by side: one is shown, all are drawn, and a link remembers which', async ({
  page,
  newVisitor,
}) => {
  await openHeed(page, AT);
  const chooser = page.getByRole('radiogroup', { name: 'Model' });
  const options = chooser.getByRole('radio');
  await expect(options).toHaveCount(2);
  await page.evaluate(() => window.heed.step(3));
  const tensors = () =>
    page.evaluate(async () => (await window.heed.tensors()).map(({ name }) => name));
  const first = await tensors();
  await options.nth(1).click();
  await expect.poll(tensors).not.toEqual(first);
  await expectAccessible(page);

  // A parameter of the second model is its own.
  const bias = await page.evaluate(() => window.heed.read('head.b'));
  await page.evaluate(() => window.heed.write('head.b', { index: [0], value: 7 }));
  expect((await page.evaluate(() => window.heed.read('head.b'))).data[0]).toBe(7);
  await options.nth(0).click();
  await expect.poll(tensors).toEqual(first);
  expect((await page.evaluate(() => window.heed.read('head.b'))).data[0]).not.toBe(7);
  await options.nth(1).click();
  await expect.poll(tensors).not.toEqual(first);

  const link = await page.evaluate(() => window.heed.link());
  const other = await newVisitor();
  await openHeed(other, link);
  await expect(
    other.getByRole('radiogroup', { name: 'Model' }).getByRole('radio').nth(1),
  ).toBeChecked();
  const there = await other.evaluate(() => window.heed.read('head.b'));
  expect(there.data[0]).toBe(7);
  expect(there.data.slice(1)).toEqual(bias.data.slice(1));
});
