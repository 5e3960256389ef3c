// What a kernel that holds a whole training step could win: the overhead of the dispatches that it
// would save, and what its arithmetic would cost in a single workgroup.
import { profileTotal, table } from './report.mjs';

/** @typedef {import('./workloads').Asked} Asked */

/** The smallest models: the benchmark's, and three words three wide. @type {[string, Asked][]} */
const MODELS = [
  ['W1: B 32, T 16, C 32', 'W1'],
  ['three words: B 1, T 3, C 3', { classifier: { batch: 1, length: 3, width: 3 } }],
];
/** Steps in one submit. */
const QUEUED = [1, 10, 50];
/** Time of each measurement, in ms. */
const TIME = 500;

/** @param {readonly number[]} list */
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

/**
 * Milliseconds of one of so many steps that go into one submit.
 * @param {import('playwright').Page} page
 * @param {number} count
 */
async function together(page, count) {
  const times = await page.evaluate(
    ([count, ms]) => bench.together(count, ms),
    /** @type {const} */ ([count, TIME]),
  );
  return median(times);
}

/**
 * @param {() => Promise<import('playwright').Page>} open
 * @param {(text: string) => void} say
 */
export async function wholeModel(open, say) {
  const rows = [
    ['model', 'in one submit', 'ms a step', 'empty dispatches', 'kernels by themselves'],
  ];
  for (const [title, asked] of MODELS) {
    const page = await open();
    const { counts } = await page.evaluate((asked) => bench.start('heed-webgpu', asked, 5), asked);
    const dispatches = counts?.dispatches ?? 0;
    const kernels = profileTotal(await page.evaluate(() => bench.profile()));
    const onCpu = await open();
    await onCpu.evaluate((asked) => bench.start('heed-cpu', asked, 5), asked);
    for (const count of QUEUED) {
      const ms = await together(page, count);
      const cpu = await together(onCpu, count);
      const empty = await page.evaluate((n) => bench.emptyDispatches(n), count * dispatches);
      rows.push([
        `${title}, ${dispatches} dispatches`,
        `${count} steps`,
        ms.toFixed(3),
        (empty / count).toFixed(3),
        kernels.toFixed(3),
        cpu.toFixed(3),
      ]);
    }
    await onCpu.context().close();
    await page.context().close();
  }
  say(`\n${table(rows)}`);

  const chains = [['20 products of 512 × 32 by 32 × 32, ms', '1 step', '10 steps']];
  const page = await open();
  const times = [];
  for (const count of QUEUED.slice(0, 2)) {
    times.push(await page.evaluate((count) => bench.chains(count), count));
  }
  for (const [key, title] of /** @type {const} */ ([
    ['together', 'one dispatch of one workgroup, barriers between'],
    ['apart', '20 dispatches of one workgroup'],
    ['spread', '20 dispatches of 8 workgroups'],
  ])) {
    chains.push([title, ...times.map((time) => time[key].toFixed(3))]);
  }
  await page.context().close();
  say(`\n${table(chains)}`);
}
