import { expect, expectAccessible, openHeed, test } from './support/test';

test('the training look tells what is confused, and shows an example of it', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await page.evaluate(() => window.heed.step(100));
  await page.getByRole('tab', { name: 'Training', exact: true }).click();
  const look = page.getByRole('tabpanel', { name: 'Training' });
  const accuracy = await page.evaluate(async () => {
    const { validation } = await window.heed.metrics();
    return validation[0].accuracy;
  });
  await expect(look).toContainText(`${Math.round(accuracy * 512)} of 512 right`);
  await expectAccessible(page, '.development');

  const worst = look.getByRole('table', { name: 'Worst answers' });
  await expect(worst.getByRole('row')).toHaveCount(21);
  const example = worst.getByRole('button').first();
  const sentence = await example.textContent();
  await example.click();
  await expect(page.getByRole('textbox', { name: 'Sentence' })).toHaveValue(sentence ?? '');

  // By keyboard: the first cell of the matrix.
  await look.getByRole('group', { name: /^Confusion matrix/ }).press('ArrowRight');
  await expect(look).toContainText('cat → cat:');
});

test('the training look shows layers, distributions and attention over the snapshots', async ({
  page,
}) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await page.evaluate(() => window.heed.step(12));
  await page.getByRole('tab', { name: 'Training', exact: true }).click();
  const look = page.getByRole('tabpanel', { name: 'Training' });
  const updates = await page.evaluate(() => window.heed.ask('updates', {}));

  await look.getByRole('radio', { name: 'Gradients and updates' }).click();
  const gradients = look.getByRole('group', { name: /^Gradient norm/ });
  await gradients.press('ArrowUp');
  await expect(look).toContainText(`${updates?.layers[0]}, step 10:`);
  await expectAccessible(page, '.development');
  // Enter looks at that step, in all views.
  await gradients.press('Enter');
  await expect(page.getByRole('region', { name: 'Computation' })).toContainText('As of step 10');

  await look.getByRole('radio', { name: 'Distributions' }).click();
  await look.getByRole('combobox', { name: 'Tensor' }).selectOption('encoder.0.attn.z');
  await expect(look.getByRole('group', { name: /Distribution: encoder.0.attn.z/ })).toBeVisible();
  await expect(look).toContainText('On the first 32 held-out examples.');

  await look.getByRole('radio', { name: 'Attention entropy' }).click();
  await look.getByRole('group', { name: /^Attention entropy/ }).press('ArrowUp');
  await expect(look).toContainText('encoder.0.attn.pattern 1, step 12:');
  await expectAccessible(page, '.development');
});
