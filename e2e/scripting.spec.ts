import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../scripts/lib/run.mjs';
import { expect, openHeed, test } from './support/test';

const documentation = readFileSync(path.join(root, 'docs/scripting.md'), 'utf8');

/** Every ```js block of the documentation, with the ```json block that states its result. */
const examples = [
  ...documentation.matchAll(/```js\n([\s\S]*?)```[\s\S]*?```json\n([\s\S]*?)```/g),
].map(([, code, result]) => ({ code, result: JSON.parse(result) as unknown }));

test('every example of docs/scripting.md gives the result it states', async ({ page }) => {
  expect(examples).toHaveLength(documentation.split('```js\n').length - 1);
  await openHeed(page, '?backend=cpu');
  for (const { code, result } of examples) {
    // Through the debugger, which the page's policy does not concern.
    expect(await page.evaluate(`(async () => { ${code} })()`)).toEqual(result);
  }
});

test('scripting waits for the engine, however early it is used', async ({ page }) => {
  await page.goto('?backend=cpu');
  const titles = await page.evaluate(() => window.heed.experiments());
  expect(titles).toEqual(
    expect.arrayContaining([
      { id: 'three-words', title: 'Three words' },
      { id: 'who-did-what', title: 'Who did what?' },
      { id: 'when-was-it-said', title: 'When was it said?' },
    ]),
  );
  expect(await page.evaluate(() => window.heed.backend())).toMatchObject({
    kind: 'cpu',
    reason: 'forced',
  });
});

test('what cannot be used is refused with a code and a message', async ({ page }) => {
  await openHeed(page, '?backend=cpu');
  const refused = await page.evaluate(async () => {
    const { heed } = window;
    const tell = (promise: Promise<unknown>): Promise<unknown> =>
      promise.then(
        () => 'accepted',
        ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
      );
    const unloaded = await tell(heed.read('q'));
    await heed.load('three-words');
    return {
      unloaded,
      experiment: await tell(heed.load('four-words')),
      link: await tell(heed.load('#v1.three-words.broken')),
      json: await tell(heed.load({ version: 1, id: 'three-words', seed: -1 } as never)),
      tensor: await tell(heed.read('nothing')),
      shape: await tell(heed.write('q', [1, 2])),
      cell: await tell(heed.write('q', { index: [3, 0], value: 1 })),
      value: await tell(heed.write('q', { index: [0, 0], value: Number.NaN })),
      data: await tell(heed.write('q', 'one' as never)),
      steps: await tell(heed.step(0.5)),
      still: (await heed.experiment()).id,
    };
  });
  expect(refused).toEqual({
    unloaded: expect.stringMatching(/^experiment: No experiment is loaded yet/),
    experiment: expect.stringMatching(/^input: .*"four-words".*three-words/),
    link: expect.stringMatching(/^share-link: This Heed link is broken/),
    json: expect.stringMatching(/^experiment: .*seed/),
    tensor: expect.stringMatching(/^\w+: .*"nothing"/),
    shape: expect.stringMatching(/^(input|shape): .*"q"/),
    cell: expect.stringMatching(/^input: .*"q"/),
    value: expect.stringMatching(/^input: .*"q"/),
    data: expect.stringMatching(/^input: .*expected an array/),
    steps: expect.stringMatching(/^input: .*0\.5/),
    still: 'three-words',
  });
});
