// How the time of a training step grows with the size of the model: W2's Transformer, of which one
// size is varied at a time. Numbers go to bench/growth.json, the picture to the documentation.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../scripts/lib/run.mjs';
import { fitLine } from '../scripts/lib/slope.mjs';
import { drawGrowth } from './growth-plot.mjs';
import { table } from './report.mjs';

/** @typedef {import('./workloads/transformer').TransformerSizes} Sizes */
/** @typedef {{ size: number, ms: number, ratio: number }} Point `ratio` is to the smallest point */
/**
 * @typedef {{
 *   varied: keyof Sizes,
 *   sizes: readonly number[],
 *   lines: Record<string, readonly Point[]>,
 * }} Panel lines by backend
 */

/** @type {Sizes} */
const BASE = { length: 32, width: 32, batch: 4, layers: 2 };

/** @type {Record<keyof Sizes, readonly number[]>} */
const VARIED = {
  length: [16, 32, 64, 128, 256],
  width: [16, 32, 64, 128, 256],
  batch: [1, 4, 8, 16, 32],
  layers: [1, 2, 4, 8],
};

const BACKENDS = /** @type {const} */ (['cpu', 'webgpu']);
/** Time of one measurement, in ms. The shortest step counts: others share the processor. */
const TIME = 1500;

/**
 * @param {() => Promise<import('playwright').Page>} open
 * @param {(text: string) => void} say
 */
export async function measureGrowth(open, say) {
  /** @type {Map<string, Promise<number>>} */
  const known = new Map();
  /** @param {typeof BACKENDS[number]} backend @param {Sizes} sizes */
  const timeOf = (backend, sizes) => {
    const key = `${backend} ${JSON.stringify(sizes)}`;
    const time = known.get(key) ?? stepTime(open, backend, sizes);
    known.set(key, time);
    return time;
  };

  /** @type {Panel[]} */
  const panels = [];
  for (const [name, sizes] of Object.entries(VARIED)) {
    const varied = /** @type {keyof Sizes} */ (name);
    /** @type {Record<string, readonly Point[]>} */
    const lines = {};
    for (const backend of BACKENDS) {
      /** @type {{ size: number, ms: number }[]} */
      const points = [];
      for (const size of sizes) {
        points.push({ size, ms: await timeOf(backend, { ...BASE, [varied]: size }) });
      }
      lines[backend] = points.map((point) => ({ ...point, ratio: point.ms / points[0].ms }));
    }
    panels.push({ varied, sizes, lines });
    say(`\n${panelTable(panels[panels.length - 1])}`);
  }
  const file = path.join(root, 'bench/growth.json');
  writeFileSync(file, `${JSON.stringify({ base: BASE, panels }, null, 2)}\n`);
  const picture = path.join(root, 'docs/screenshots/growth.svg');
  writeFileSync(picture, drawGrowth(panels));
  say(`\n${path.relative(root, file)}, ${path.relative(root, picture)}`);
}

/**
 * @param {() => Promise<import('playwright').Page>} open
 * @param {typeof BACKENDS[number]} backend
 * @param {Sizes} sizes
 * @returns {Promise<number>} ms
 */
async function stepTime(open, backend, sizes) {
  const page = await open();
  await page.evaluate(
    ([subject, transformer]) => bench.start(subject, { transformer }, 2),
    /** @type {const} */ ([`heed-${backend}`, sizes]),
  );
  const times = await page.evaluate((ms) => bench.round(ms), TIME);
  await page.context().close();
  return Math.min(...times);
}

/** @param {Panel} panel */
function panelTable({ varied, sizes, lines }) {
  const head = [varied, ...sizes.map(String), 'exponent at the end'];
  const rows = Object.entries(lines).map(([backend, points]) => [
    backend,
    ...points.map(({ ms, ratio }) => `${ms.toPrecision(3)} ms, ${ratio.toPrecision(3)} ×`),
    // Of time = constant · size^exponent through the last two points.
    fitLine(points.slice(-2).map(({ size, ms }) => [Math.log(size), Math.log(ms)])).slope.toFixed(
      2,
    ),
  ]);
  return table([head, ...rows]);
}
