// Installs what is missing, then runs every check of the project, and counts.
//   npm test                   everything
//   npm test -- unit gpu       only these stages
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { root, runNode } from './lib/run.mjs';

/** @typedef {{ passed: number, failed: number, skipped?: number, output: string }} Outcome */

const results = '.cache/test';

/** @param {string} text */
const say = (text) => console.log(text);

/**
 * A stage that passes or fails as one.
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<Outcome>}
 */
async function check(script, ...args) {
  const { code, output } = await runNode(script, args, { limitSeconds: 300 });
  return code === 0 ? { passed: 1, failed: 0, output } : { passed: 0, failed: 1, output };
}

/**
 * A stage whose test runner counts, in a report that it writes.
 * @param {string} name
 * @param {string[]} command
 * @param {(report: any) => { passed: number, failed: number, skipped: number }} count
 * @returns {Promise<Outcome>}
 */
async function tests(name, command, count) {
  const file = path.join(root, results, `${name}.json`);
  rmSync(file, { force: true });
  const [script, ...args] = command;
  const { code, output } = await runNode(script, args, {
    limitSeconds: 1500,
    env: { HEED_E2E_JSON: file },
  });
  let { passed, failed, skipped } = { passed: 0, failed: 0, skipped: 0 };
  try {
    ({ passed, failed, skipped } = count(JSON.parse(readFileSync(file, 'utf8'))));
  } catch {
    return { passed, failed: 1, output: `${output}\nThe runner wrote no report.` };
  }
  if (failed === 0 && passed === 0) {
    return { passed, failed: 1, output: `${output}\nThe runner ran no test.` };
  }
  // Errors outside any test.
  if (failed === 0 && code !== 0) failed = 1;
  return { passed, failed, skipped, output };
}

/** @param {string} project */
const vitest = (project) => () =>
  tests(
    project,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      `--project=${project}`,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${results}/${project}.json`,
    ],
    (report) => ({
      passed: report.numPassedTests,
      failed:
        report.numFailedTests +
        // Files that could not even be loaded.
        report.testResults.filter(
          (/** @type {any} */ file) =>
            file.status === 'failed' &&
            !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
        ).length,
      skipped: report.numPendingTests + report.numTodoTests,
    }),
  );

const playwright = () =>
  tests('e2e', ['node_modules/@playwright/test/cli.js', 'test'], (report) => ({
    passed: report.stats.expected,
    failed: report.stats.unexpected + report.stats.flaky + report.errors.length,
    skipped: report.stats.skipped,
  }));

/** @type {Record<string, { title: string, browser?: boolean, go: () => Promise<Outcome> }>} */
const stages = {
  lockfile: { title: 'Lockfile', go: () => check('scripts/check-lockfile.mjs') },
  format: {
    title: 'Formatting (biome)',
    go: () => check('node_modules/@biomejs/biome/bin/biome', 'format', '--max-diagnostics=50'),
  },
  types: {
    title: 'Types (tsc)',
    go: () => check('node_modules/typescript/bin/tsc', '--noEmit'),
  },
  lint: {
    title: 'Lint (oxlint)',
    go: () => check('node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'),
  },
  fences: { title: 'Module fences and cycles', go: () => check('scripts/check-fences.mjs') },
  index: {
    title: 'Lists of operations and layers',
    go: () => check('scripts/index-ops.mjs', '--check'),
  },
  unused: {
    title: 'Unused files, exports and packages (knip)',
    go: () => check('node_modules/knip/bin/knip.js', '--no-progress'),
  },
  unit: { title: 'Unit tests (vitest, Node)', go: vitest('unit') },
  gpu: { title: 'Kernel tests (vitest, WebGPU in Chromium)', browser: true, go: vitest('gpu') },
  build: {
    title: 'Production build (vite)',
    go: () => check('node_modules/vite/bin/vite.js', 'build'),
  },
  e2e: { title: 'Journeys (playwright)', browser: true, go: playwright },
};

async function main() {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !Object.hasOwn(stages, name));
  if (unknown.length > 0) {
    throw new Error(
      `No stage ${unknown.join(', ')}. There are: ${Object.keys(stages).join(', ')}.`,
    );
  }
  const chosen = Object.entries(stages).filter(([name]) => !asked.length || asked.includes(name));
  const start = performance.now();
  const total = { passed: 0, failed: 0 };
  /** @type {string[]} */
  const table = [];
  await ensureInstalled(say);
  mkdirSync(path.join(root, results), { recursive: true });

  /** @type {Error | undefined} */
  let noBrowser;
  if (chosen.some(([, stage]) => stage.browser)) {
    try {
      const { ensureBrowser } = await import('./lib/browser.mjs');
      process.env.HEED_BROWSER = await ensureBrowser(say);
      say(`Browser: ${process.env.HEED_BROWSER}`);
    } catch (error) {
      noBrowser = /** @type {Error} */ (error);
    }
  }

  for (const [name, { title, browser, go }] of chosen) {
    say(`\n── ${title} ${'─'.repeat(Math.max(3, 76 - title.length))}`);
    const began = performance.now();
    /** @type {Outcome} */
    const outcome =
      browser && noBrowser ? { passed: 0, failed: 1, output: noBrowser.message } : await go();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const skipped = outcome.skipped ? `, ${outcome.skipped} skipped` : '';
    if (outcome.failed > 0) say(outcome.output.trimEnd());
    const line = `${outcome.passed} passed, ${outcome.failed} failed${skipped} in ${seconds} s`;
    say(`${outcome.failed > 0 ? '✗' : '✓'} ${line}`);
    table.push(`${outcome.failed > 0 ? '✗' : '✓'} ${name.padEnd(9)} ${line}`);
    total.passed += outcome.passed;
    total.failed += outcome.failed;
  }

  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  say(`\n${table.join('\n')}\n\nAll of it took ${seconds} s.`);
  return total;
}

/** @type {{ passed: number, failed: number }} */
let total;
try {
  total = await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  total = { passed: 0, failed: 1 };
}
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed`);
