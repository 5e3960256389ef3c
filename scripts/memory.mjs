// Trains in the built page for minutes and says whether memory grows; exits with 1 if it does.
//   npm run memory -- --backend webgpu --minutes 10     (the default is the CPU, ten minutes)
// Every 15 s: step, GPU buffers that are alive, and what pages and worker hold after a garbage
// collection. The second half decides, by a fitted line, without what of it went by before the loss
// curve had all its points and the timeline all its snapshots. Run `npm run build` first.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { chromiumArgs, findBrowser, withoutWebGpuArgs } from './lib/browser.mjs';
import { heapReader } from './lib/heap.mjs';
import { root } from './lib/run.mjs';
import { serve } from './lib/server.mjs';
import { fitLine } from './lib/slope.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    backend: { type: 'string', default: 'cpu' },
    seconds: { type: 'string', default: '15' },
  },
});
const minutes = Number(values.minutes);
const pause = Number(values.seconds) * 1000;
/** Growth a minute that is allowed, as a share of what is held: below it, noise is all there is. */
const ALLOWED = 0.001;
/** Steps after which the loss curve holds all the points, and the timeline all the snapshots, that it ever will. */
const CURVE_FULL = 10_000;

const folder = path.join(root, 'dist');
if (!existsSync(path.join(folder, 'index.html'))) {
  console.error('There is no built page in dist/: run `npm run build` first.');
  process.exit(1);
}

/**
 * In the worker, ahead of Heed's own code: counts the GPU buffers that have been made and not
 * destroyed. One that is only left to the garbage collector counts as alive.
 */
function countLiveBuffers() {
  const alive = new Set();
  Reflect.set(globalThis, 'liveBuffers', () => alive.size);
  if (typeof GPUDevice === 'undefined') return;
  const create = Reflect.get(GPUDevice.prototype, 'createBuffer');
  const destroy = Reflect.get(GPUBuffer.prototype, 'destroy');
  GPUDevice.prototype.createBuffer = function createBuffer(descriptor) {
    const buffer = create.call(this, descriptor);
    alive.add(buffer);
    return buffer;
  };
  GPUBuffer.prototype.destroy = function destroyed() {
    alive.delete(this);
    return destroy.call(this);
  };
}

/** What is looked at, and its unit. */
const COLUMNS = /** @type {const} */ ({
  buffers: 'GPU buffers',
  pageObjects: 'page, objects',
  pageArrays: 'page, arrays',
  workerObjects: 'worker, objects',
  workerArrays: 'worker, arrays',
});

/** @typedef {Record<keyof typeof COLUMNS, number> & { minute: number, step: number }} Sample */

/** @param {import('playwright').Page} page */
function stepOf(page) {
  return page.evaluate(async () => {
    const { heed } = /** @type {any} */ (globalThis);
    return Number((await heed.experiment()).step);
  });
}

/** @param {readonly (string | number)[]} cells */
const line = (cells) =>
  console.log(`| ${cells.map((cell) => String(cell).padStart(15)).join(' | ')} |`);

/** @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/**
 * @param {readonly Sample[]} samples
 * @returns {boolean} whether nothing grows
 */
function judge(samples) {
  const late = samples.filter(({ minute, step }) => minute >= minutes / 2 && step >= CURVE_FULL);
  if (late.length < 3) {
    console.log(`Too short to tell: it takes more than ${CURVE_FULL} steps and a few samples.`);
    return false;
  }
  let flat = true;
  for (const [key, title] of Object.entries(COLUMNS)) {
    const of = (/** @type {Sample} */ sample) => sample[/** @type {keyof typeof COLUMNS} */ (key)];
    const { slope, error, mean } = fitLine(late.map((s) => [s.minute, of(s)]));
    const share = mean === 0 ? 0 : slope / mean;
    // The count of buffers has no noise. A heap has: growth is more than that, and not tiny.
    const grows = key === 'buffers' ? slope > 0 : share > ALLOWED && slope > 3 * error;
    flat &&= !grows;
    const amount =
      key === 'buffers'
        ? `${slope.toFixed(2)} a minute`
        : `${slope.toFixed(0)} ± ${error.toFixed(0)} bytes a minute`;
    console.log(
      `${title}: ${amount}, ${(100 * share).toFixed(3)} % a minute: ${grows ? 'GROWS' : 'flat'}`,
    );
  }
  return flat;
}

const server = await serve({ folder });
const browser = await chromium.launch({
  executablePath: findBrowser(),
  // Without a GPU in software, which would only make the page slow to paint.
  args: values.backend === 'webgpu' ? chromiumArgs : withoutWebGpuArgs,
});
try {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.route(/\/worker[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const body = `(${countLiveBuffers.toString()})();\n${await response.text()}`;
    await route.fulfill({ response, body });
  });
  await page.goto(new URL(`?backend=${values.backend}#v1.who-did-what`, server.url).href);
  await page.waitForFunction(() => Reflect.has(globalThis, 'heed'));
  const kind = await page.evaluate(async () => {
    const { heed } = /** @type {any} */ (globalThis);
    await heed.step(5);
    await heed.train();
    return String((await heed.backend()).kind);
  });
  if (kind !== values.backend) throw new Error(`It trains on ${kind}, not on ${values.backend}.`);
  const [worker] = page.workers();
  const heaps = await heapReader(page);

  line(['minute', 'step', ...Object.values(COLUMNS)]);
  /** @type {Sample[]} */
  const samples = [];
  const start = performance.now();
  while (performance.now() - start <= minutes * 60_000) {
    const at = { minute: (performance.now() - start) / 60_000, step: await stepOf(page) };
    const buffers = await worker.evaluate(() => Number(Reflect.get(globalThis, 'liveBuffers')()));
    const { page: ofPage, worker: ofWorker } = await heaps();
    const sample = {
      ...at,
      buffers,
      pageObjects: ofPage.objects,
      pageArrays: ofPage.arrays,
      workerObjects: ofWorker.objects,
      workerArrays: ofWorker.arrays,
    };
    samples.push(sample);
    const { minute, step, buffers: count, ...sizes } = sample;
    line([minute.toFixed(2), step, count, ...Object.values(sizes).map(kilobytes)]);
    const next = start + samples.length * pause;
    await page.waitForTimeout(Math.max(0, next - performance.now()));
  }
  if (samples[0].step === samples.at(-1)?.step) throw new Error('It did not train.');
  console.log(`\nThe second half of ${minutes} minutes on ${kind}:`);
  if (!judge(samples)) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
}
