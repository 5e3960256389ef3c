import { expect, openHeed, test } from './support/test';
import { tasksOf } from './support/trace';

// A garbage collection or a first compilation can fall into one run: a second may do without.
// The trace alone takes 20 s of the time that a test has.
test.describe.configure({ retries: 1, timeout: 120_000 });

test.use({ viewport: { width: 1920, height: 1080 } });

test('while it trains with six heatmaps on screen, no task of the page’s thread takes 50 ms', async ({
  page,
}, info) => {
  await openHeed(page, '?backend=cpu#v1.who-did-what');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => page.getByTestId('step').textContent()).toMatch(/^\d{2,}/);
  const onScreen = await page.locator('canvas').evaluateAll(
    (canvases) =>
      canvases.filter((canvas) => {
        const { top, bottom, width } = canvas.getBoundingClientRect();
        return width > 0 && bottom > 0 && top < innerHeight;
      }).length,
  );
  expect(onScreen).toBeGreaterThanOrEqual(6);
  const step = () => page.evaluate(async () => (await window.heed.experiment()).step);
  const before = await step();
  const tasks = await tasksOf(page, 20_000);
  expect(await step()).toBeGreaterThan(before + 50);
  expect(tasks.length).toBeGreaterThan(100);
  // Time that the thread itself was at work: how long other programs held it up says nothing of Heed.
  const long = tasks.filter(({ own }) => own > 50);
  const held = tasks.filter(({ wall }) => wall > 50).length;
  info.annotations.push({
    type: 'tasks',
    description: `${tasks.length}, the longest ${Math.max(...tasks.map(({ own }) => own)).toFixed(0)} ms; with waiting, ${held} over 50 ms`,
  });
  expect(long, 'tasks of the main thread over 50 ms').toEqual([]);
});
