// Frames while the map of a large model is moved and zoomed: 12 layers × 12 heads over 256
// characters, every tensor on it.
//   node scripts/map-frames.mjs [--gpu]      with --gpu in a window that the graphics card paints
// Run `npm run build` first.
import path from 'node:path';
import { chromium } from 'playwright';
import { findBrowser } from './lib/browser.mjs';
import { root } from './lib/run.mjs';
import { serve } from './lib/server.mjs';

const FRAMES = 120;
const withGpu = process.argv.includes('--gpu');
const server = await serve({ folder: path.join(root, 'dist') });
const browser = await chromium.launch({
  executablePath: findBrowser(),
  headless: !withGpu,
  args: withGpu ? ['--no-sandbox'] : ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  page.setDefaultTimeout(120_000);
  await page.goto(`${server.url}?backend=cpu`);
  await page.waitForFunction(() => Reflect.has(globalThis, 'heed'));
  await page.evaluate(async () => {
    const { heed } = /** @type {any} */ (globalThis);
    await heed.load('language-model');
    const experiment = await heed.experiment();
    const size = { layers: 12, heads: 12, width: 192, window: 256, batchSize: 1 };
    await heed.load({ ...experiment, settings: { ...experiment.settings, ...size } });
  });
  await page.getByRole('tab', { name: 'Map', exact: true }).click();
  await page.getByRole('button', { name: 'Unfold everything' }).click();
  await page.waitForTimeout(5000);
  for (const closer of [0, 8]) {
    for (let i = 0; i < closer; i++) await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForTimeout(2000);
    for (const what of ['pan', 'zoom']) {
      const { median, slow } = await page.evaluate(frames, { what, count: FRAMES });
      const where = closer > 0 ? 'close up' : 'all of it';
      console.log(
        `${where}, ${what}: median ${median.toFixed(1)} ms a frame (${(1000 / median).toFixed(0)} a second), 95 of 100 within ${slow.toFixed(1)} ms`,
      );
    }
  }
} finally {
  await browser.close();
  await server.close();
}

/**
 * Moves or zooms once a frame, there and back.
 * @param {{ what: string, count: number }} options
 */
async function frames({ what, count }) {
  const map = /** @type {HTMLElement} */ (document.querySelector('.map-frame'));
  const canvas = /** @type {HTMLElement} */ (document.querySelector('.map-canvas'));
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const times = [];
  let last = performance.now();
  for (let i = 0; i < count; i++) {
    const back = i >= count / 2;
    if (what === 'pan') {
      const key = back ? 'ArrowLeft' : 'ArrowRight';
      map.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    } else {
      canvas.dispatchEvent(
        new WheelEvent('wheel', {
          deltaY: back ? 40 : -40,
          clientX: left + width / 2,
          clientY: top + height / 2,
          bubbles: true,
          cancelable: true,
        }),
      );
    }
    await new Promise((done) => requestAnimationFrame(done));
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(count / 2)], slow: times[Math.floor(count * 0.95)] };
}
