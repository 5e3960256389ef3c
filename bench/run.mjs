// Runs the same work on Heed, TensorFlow.js and jax-js, in turns, in headless Chromium.
//   npm run bench
//   npm run bench -- --only W1,W3 --rounds 3 --peers heed,jax --backends webgpu
//   npm run bench -- --profile W2     what each of Heed's dispatches takes, instead
//   npm run bench -- --plan W2        Heed's plan on WebGPU, instead
//   npm run bench -- --growth         how the time of a step grows with T, width, batch, layers, instead
//   npm run bench -- --whole          what one kernel for a whole step could win, instead
//   npm run bench -- --docs           puts the tables into docs/performance.md as well
//   npm run bench -- --args '…'       Chromium with other flags, such as those for a real GPU
// Figures go to bench/results.json. docs/performance.md explains them.
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { chromiumArgs, ensureBrowser } from '../scripts/lib/browser.mjs';
import { root } from '../scripts/lib/run.mjs';
import { judge } from './bars.mjs';
import { measureGrowth } from './growth.mjs';
import { barTable, floorTable, profileTable, runAsMarkdown, workloadTable } from './report.mjs';
import { wholeModel } from './whole-model.mjs';

/** @typedef {import('./workload').SubjectId} SubjectId */
/** @typedef {import('./meter').Counts} Counts */
/** @typedef {ReturnType<typeof bench.workloads>[number]} WorkloadInfo */
/** @typedef {Awaited<ReturnType<typeof bench.start>>} Start */

/**
 * @typedef {{
 *   rounds: number[],
 *   ms?: number,
 *   together?: number,
 *   open?: number,
 *   first?: number,
 *   device?: string,
 *   counts?: Counts | null,
 *   agrees?: boolean,
 *   difference?: string,
 *   reason?: string,
 * }} SubjectResult `rounds` are medians, and `ms` is their median
 */

/** @typedef {WorkloadInfo & { subjects: Record<string, SubjectResult> }} WorkloadResult */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    only: { type: 'string', default: '' },
    peers: { type: 'string', default: 'heed,tfjs,jax' },
    backends: { type: 'string', default: 'webgpu,cpu,wasm' },
    ms: { type: 'string', default: '300' },
    steps: { type: 'string', default: '5' },
    floor: { type: 'string', default: '64,128,256,512,1024' },
    profile: { type: 'string' },
    plan: { type: 'string' },
    growth: { type: 'boolean', default: false },
    whole: { type: 'boolean', default: false },
    args: { type: 'string' },
    docs: { type: 'boolean', default: false },
  },
});

const rounds = Number(values.rounds);
/** About how long a round of one library takes, in ms. */
const roundTime = Number(values.ms);
/** Steps queued together, for what can do that. */
const TOGETHER = 10;
/** How far losses may lie apart, relatively: single precision, and sums in other orders. */
const TOLERANCE = 1e-3;

/** @type {readonly SubjectId[]} */
const ALL = ['heed-webgpu', 'heed-cpu', 'tfjs-webgpu', 'tfjs-wasm', 'jax-webgpu', 'jax-wasm'];
const chosen = ALL.filter((name) => {
  const [library, backend] = name.split('-');
  return values.peers.split(',').includes(library) && values.backends.split(',').includes(backend);
});

/** @param {string} text */
const say = (text) => console.log(text);

/** @param {readonly number[]} list */
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

const config = path.join(root, 'bench/vite.config.ts');
await build({ configFile: config, logLevel: 'error' });
const server = await preview({ configFile: config, preview: { port: 0, host: 'localhost' } });
const browser = await chromium.launch({
  executablePath: await ensureBrowser(say),
  args: values.args?.split(' ') ?? chromiumArgs,
});

/** A page of its own, without anything that another one has compiled. */
async function open() {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('pageerror', (error) => say(`  page: ${error.message}`));
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.waitForFunction(() => 'bench' in globalThis);
  return page;
}

/** @typedef {Awaited<ReturnType<typeof open>>} Page */

/**
 * @param {Page} page
 * @param {SubjectId} subject
 * @param {WorkloadInfo} workload
 */
function start(page, subject, { id }) {
  return page.evaluate(
    ([subject, id, steps]) => bench.start(subject, id, steps),
    /** @type {const} */ ([subject, id, Number(values.steps)]),
  );
}

/**
 * The same work by all, in turns.
 * @param {WorkloadInfo} workload
 * @returns {Promise<WorkloadResult>}
 */
async function compare(workload) {
  /** @type {Record<string, SubjectResult>} */
  const subjects = {};
  /** @type {{ name: SubjectId, page: Page, result: SubjectResult, start: Start }[]} */
  const running = [];
  for (const name of chosen) {
    const result = /** @type {SubjectResult} */ ({ rounds: [] });
    subjects[name] = result;
    const reason = workload.impossible?.[name];
    if (reason) {
      result.reason = reason;
      continue;
    }
    const page = await open();
    try {
      const started = await start(page, name, workload);
      const { open, first, device, counts } = started;
      Object.assign(result, { open, first, device, counts });
      running.push({ name, page, result, start: started });
    } catch (error) {
      result.reason = (error instanceof Error ? error.message : String(error)).split('\n')[0];
      await page.context().close();
    }
  }
  checkAgreement(running);

  /** @type {Record<string, number[]>} */
  const queued = {};
  for (let round = 0; round < rounds; round++) {
    // Another one begins each time.
    const turn = running.map((_, i) => running[(i + round) % running.length]);
    for (const { name, page, result } of turn) {
      result.rounds.push(median(await page.evaluate((ms) => bench.round(ms), roundTime)));
      const times = await page.evaluate(
        ([count, ms]) => bench.together(count, ms),
        [TOGETHER, name.startsWith('heed') && workload.kind === 'training' ? roundTime : 0],
      );
      if (times.length > 0) (queued[name] ??= []).push(median(times));
    }
  }
  for (const { name, page, result } of running) {
    if (rounds > 0) result.ms = median(result.rounds);
    if (queued[name]) result.together = median(queued[name]);
    await page.context().close();
  }
  return { ...workload, subjects };
}

/**
 * Whether everybody computes what Heed's CPU backend (or else the first) does.
 * @param {{ name: SubjectId, result: SubjectResult, start: Start }[]} running
 */
function checkAgreement(running) {
  const standard = (running.find(({ name }) => name === 'heed-cpu') ?? running.at(0))?.start;
  if (!standard) return;
  const expected = [...standard.losses, ...standard.sample];
  const size = Math.max(...expected.map(Math.abs));
  for (const { result, start } of running) {
    const found = [...start.losses, ...start.sample];
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - found[i]) / size));
    result.agrees = found.length === expected.length && worst <= TOLERANCE;
    result.difference = start.losses.length > 0 ? start.losses.join(' ') : worst.toExponential(1);
  }
}

/**
 * Runs a workload on Heed alone and hands the page on.
 * @param {string} id
 * @param {(page: Page, subject: SubjectId, started: Start) => Promise<void>} use
 */
async function inspect(id, use) {
  const workload = workloads.find((one) => one.id === id);
  if (!workload) throw new Error(`There is no workload ${id}.`);
  for (const subject of chosen.filter((name) => name.startsWith('heed'))) {
    const page = await open();
    const started = await start(page, subject, workload);
    say(`\n${id} on ${subject}: ${workload.title}`);
    await use(page, subject, started);
    await page.context().close();
  }
}

/**
 * Replaces the tables of the last run in docs/performance.md.
 * @param {string} text
 */
function writeToDocs(text) {
  const file = path.join(root, 'docs/performance.md');
  const page = readFileSync(file, 'utf8');
  const [start, end] = ['<!-- last run -->', '<!-- end of last run -->'];
  const [from, to] = [page.indexOf(start) + start.length, page.indexOf(end)];
  if (to < from) throw new Error(`${file} has no place for the tables.`);
  writeFileSync(file, `${page.slice(0, from)}\n\n${text}\n\n${page.slice(to)}`);
}

/** @type {WorkloadInfo[]} */
let workloads = [];
try {
  const page = await open();
  workloads = await page.evaluate(() => bench.workloads());
  if (values.profile) {
    await inspect(values.profile, async (page) => {
      say(profileTable(await page.evaluate(() => bench.profile())));
    });
  } else if (values.plan) {
    await inspect(values.plan, async (_, __, { plan }) => say(plan ?? ''));
  } else if (values.growth) {
    await measureGrowth(open, say);
  } else if (values.whole) {
    await wholeModel(open, say);
  } else {
    const only = values.only.split(',').filter(Boolean);
    const wanted = workloads.filter(({ id }) => only.length === 0 || only.includes(id));
    const sizes = values.floor.split(',').map(Number).filter(Boolean);
    const floor = sizes.length > 0 ? await page.evaluate((s) => bench.floor(s), sizes) : undefined;
    if (floor) say(`\n${floorTable(floor)}`);
    await page.context().close();
    /** @type {WorkloadResult[]} */
    const results = [];
    for (const workload of wanted) {
      const result = await compare(workload);
      results.push(result);
      say(`\n${workloadTable(result)}`);
    }
    say(`\n${barTable(results)}`);
    const adapter = results.map(({ subjects }) => subjects['heed-webgpu']?.device).find(Boolean);
    const machine = { cores: os.availableParallelism(), chromium: browser.version(), adapter };
    say(`\n${machine.cores} cores, Chromium ${machine.chromium}, ${adapter ?? 'no WebGPU'}`);
    const settings = { rounds, roundTime, steps: Number(values.steps) };
    const bars = results.flatMap(judge);
    const all = { date: new Date().toISOString(), machine, settings, floor, results, bars };
    writeFileSync(path.join(root, 'bench/results.json'), `${JSON.stringify(all, null, 2)}\n`);
    if (values.docs) writeToDocs(runAsMarkdown(all));
    const wrong = results.flatMap(({ id, subjects }) =>
      Object.entries(subjects).flatMap(([name, s]) => (s.agrees === false ? `${id} ${name}` : [])),
    );
    if (wrong.length > 0) {
      say(`\nOther results than Heed on the CPU: ${wrong.join(', ')}`);
      process.exitCode = 1;
    }
  }
} finally {
  await browser.close();
  await server.close();
}
