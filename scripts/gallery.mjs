// Trains experiments of the gallery without a page and says whether they reach their goals:
//
//     npm run gallery                                  all, to their goals; writes docs/gallery.md
//     npm run gallery -- lookup                        one
//     npm run gallery -- lookup --save                 and keeps the trained model for the page
//     npm run gallery -- lookup --steps 500 --seed 3 --set learningRate=0.01 --set heads=2
//     npm run gallery -- translation --lengths       also: mistakes by the length of what is read, or answers by distance
//
// On the CPU backend, which is the faster one where there is no GPU.
import { parseArgs } from 'node:util';
import path from 'node:path';
import { createServer } from 'vite';
import { root } from './lib/run.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string' },
    seed: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
    every: { type: 'string', default: '100' },
    save: { type: 'boolean', default: false },
    lengths: { type: 'boolean', default: false },
  },
});

/** @type {Record<string, string | number | boolean>} */
const settings = {};
for (const given of values.set) {
  const [key, text = ''] = given.split('=');
  const number = Number(text);
  settings[key] =
    text === 'true' ? true : text === 'false' ? false : Number.isNaN(number) ? text : number;
}

const server = await createServer({
  configFile: path.join(root, 'vite.config.ts'),
  server: { middlewareMode: true, watch: null, ws: false },
  appType: 'custom',
  logLevel: 'warn',
});
const { trainGallery } = await server.ssrLoadModule('/scripts/lib/gallery-run.ts');
const failed = await trainGallery({
  ids: positionals,
  settings,
  every: Number(values.every),
  save: values.save,
  // The page is about all of them, as they come.
  docs: positionals.length === 0 && values.steps === undefined && values.set.length === 0,
  lengths: values.lengths,
  ...(values.steps === undefined ? {} : { steps: Number(values.steps) }),
  ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
});
process.exit(failed > 0 ? 1 : 0);
