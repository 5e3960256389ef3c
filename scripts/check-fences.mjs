// Holds the rule "who may import whom" of docs/architecture.md, and that no imports form a cycle.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkFences } from './lib/fences.mjs';
import { root } from './lib/run.mjs';

const engine = 'src/engine';
const [tensor, graph, ops, plan] = ['tensor', 'graph', 'ops', 'plan'].map((f) => `${engine}/${f}`);
const backend = `${engine}/backends/backend`;
const shaders = 'src/shaders';
/** The engine itself depends on no package; what reads foreign data checks it with valibot. */
const none = /** @type {string[]} */ ([]);

/** @type {Record<string, import('./lib/fences.mjs').Fence>} */
const fences = {
  'src/wasm': { may: [], packages: none },
  [tensor]: { may: [], packages: none },
  [graph]: { may: [tensor], packages: none },
  [ops]: { may: [graph, tensor, shaders, 'src/wasm'], packages: none },
  [`${engine}/autodiff`]: {
    may: [ops, graph, tensor, `${engine}/experiment/schema`],
    packages: none,
  },
  [`${engine}/optim`]: { may: [plan, ops, graph, tensor, shaders], packages: none },
  [`${engine}/layers`]: { may: [ops, graph, tensor], packages: none },
  [`${engine}/models`]: { may: [`${engine}/layers`, ops, graph, tensor], packages: none },
  [`${engine}/data`]: {
    may: [tensor, `${engine}/experiment/bytes`],
    packages: ['valibot', 'papaparse'],
  },
  [plan]: { may: [`${ops}/shared`, graph, tensor, shaders], packages: none },
  [backend]: { may: [plan, graph, tensor], packages: none },
  [`${engine}/backends/compile`]: { may: [backend, plan, graph, tensor], packages: none },
  [`${engine}/backends/reference`]: { may: [backend, plan, graph, tensor], packages: none },
  [`${engine}/backends/webgpu`]: { may: [backend, plan, graph, tensor, shaders], packages: none },
  [`${engine}/experiment`]: {
    may: [tensor],
    packages: ['valibot'],
  },
  [`${engine}/gallery`]: {
    may: [`${engine}/experiment`, `${engine}/models`, `${engine}/data`, `${engine}/optim`, tensor],
    packages: ['valibot'],
  },
  [`${engine}/testing`]: { may: [engine, 'docs/examples'] },
  [`${engine}/session`]: { may: [engine], packages: ['comlink', 'idb-keyval', 'ml-matrix'] },
  [`${engine}/index`]: { may: [engine], packages: none },
  'src/ui': {
    may: [
      `${engine}/session/client`,
      `${engine}/experiment`,
      `${engine}/gallery`,
      `${engine}/data/log-mel`,
      `${engine}/data/own-limits`,
      `${engine}/data/recorded-word`,
      `${tensor}/shape`,
    ],
    mayTypes: [engine],
  },
};

/** @type {Record<string, string>} */
const sources = {};
for (const name of readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
  if (!/\.tsx?$/.test(name)) continue;
  const file = path.posix.join('src', name.replaceAll('\\', '/'));
  sources[file] = readFileSync(path.join(root, file), 'utf8');
}
const problems = checkFences(sources, fences, (file) => existsSync(path.join(root, file)));

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  console.log(`${Object.keys(sources).length} files keep to their fences, without cycles.`);
}
