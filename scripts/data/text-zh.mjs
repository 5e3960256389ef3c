/**
 * Makes `public/data/text-zh.json`: Chinese poems for a language model over characters.
 *
 *     node scripts/data/text-zh.mjs
 *
 * Source   npm package chinese-poetry 2.0.1: the poems of the Tang dynasty (618–907) of the "Quan
 *          Tangshi". They are in traditional characters; npm package opencc-js 1.4.2 makes them
 *          simplified.
 * Licence  The poems are in the public domain; the package is under the MIT licence. See
 *          `public/data/LICENSES.md`.
 * Needs    Node 20.19 or newer, this project's `node_modules`, `npm` and `tar`. The packages are
 *          fetched once, by name, into `.cache/data/`.
 *
 * What it does
 * 1. Keeps poems of four or eight verses of five or of seven characters throughout, each couplet
 *    written "…，…。", and makes them simplified.
 * 2. Drops poems that share a couplet with one before, so that no poem is in the text twice.
 * 3. Bounds the vocabulary: the rarest character goes, with every poem that holds it, until 1,000
 *    characters are left (two of them marks, one the newline).
 * 4. Holds out one poem of ten for validation, drawn by the seeded generator. The poems of a part
 *    follow each other in the order of the package, a poem a line.
 * 5. Poems with a character that no poem of the training part holds are dropped from validation.
 * 6. Notes a character trigram model's loss on the validation part (`lib/trigram.mjs`).
 *
 * The output depends on nothing but the packages and the seed: run it twice, get the same bytes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Draw, fetchPackage, say, verify, writeData } from './lib/source.mjs';
import { trigramLoss, unigramLoss } from './lib/trigram.mjs';

const PACKAGE = 'chinese-poetry';
const VERSION = '2.0.1';
const CONVERTER = 'opencc-js';
const CONVERTER_VERSION = '1.4.2';
const SEED = 6;
const VOCABULARY_SIZE = 1000;
const HOLD_OUT = 0.1;
const COUPLETS = new Set([2, 4]);
const FORMS = [
  /^\p{Script=Han}{5}，\p{Script=Han}{5}。$/u,
  /^\p{Script=Han}{7}，\p{Script=Han}{7}。$/u,
];
const MAX_BYTES = 300_000;

const module = join(fetchPackage(CONVERTER, CONVERTER_VERSION), 'dist/esm/t2cn.js');
/** @type {{ Converter: (options: { from: string, to: string }) => (text: string) => string }} */
const { Converter } = await import(pathToFileURL(module).href);
const simplified = Converter({ from: 't', to: 'cn' });

const all = distinct(readPoems());
const kept = commonOnly(all, VOCABULARY_SIZE - 1);
const draw = new Draw(SEED);
const held = new Set(draw.shuffled(kept).slice(0, Math.round(kept.length * HOLD_OUT)));
const train = kept.filter((poem) => !held.has(poem));
const vocabulary = Array.from(new Set(`\n${train.join('')}`))
  .sort()
  .join('');
const validation = kept.filter(
  (poem) => held.has(poem) && Array.from(poem).every((character) => vocabulary.includes(character)),
);

const couplets = new Set(train.flatMap(coupletsOf));
verify(!validation.flatMap(coupletsOf).some((c) => couplets.has(c)), 'A couplet is in both parts.');
verify(vocabulary.length === new Set(vocabulary).size, 'A character has two code units.');

const trainText = `${train.join('\n')}\n`;
const validationText = `${validation.join('\n')}\n`;
const trigram = trigramLoss(trainText, validationText, vocabulary.length);
const unigram = unigramLoss(trainText, validationText, vocabulary.length);

say('usable', `${all.length} poems; ${kept.length} of common characters`);
for (const [name, part] of Object.entries({ train, validation })) {
  const forms = [24, 48, 32, 64].map((n) => part.filter((poem) => poem.length === n).length);
  const characters = part.join('\n').length + 1;
  say(
    name,
    `${part.length} poems (4×5, 8×5, 4×7, 8×7: ${forms.join(', ')}), ${characters} characters`,
  );
}
say('vocabulary', `${vocabulary.length} characters`);
say('unigram', `${unigram.toFixed(4)} nats a character`);
say(
  'trigram',
  `${trigram.loss.toFixed(4)} nats a character (k ${trigram.k}, β ${trigram.beta}, α ${trigram.alpha})`,
);
writeData(
  'text-zh.json',
  {
    version: 1,
    title: '唐诗 (poems of the Tang dynasty)',
    language: 'zh-Hans',
    source: `npm ${PACKAGE} ${VERSION}, simplified with npm ${CONVERTER} ${CONVERTER_VERSION}`,
    licence: 'public domain; package MIT, Copyright (c) 2016 JackeyGao',
    seed: SEED,
    vocabulary,
    baselines: { unigram: { loss: unigram }, trigram },
    train: { poems: train.length, text: trainText },
    validation: { poems: validation.length, text: validationText },
  },
  MAX_BYTES,
);

/** Poems of a wanted form, in simplified characters. @returns {string[]} */
function readPoems() {
  const folder = join(fetchPackage(PACKAGE, VERSION), 'dist/quantangshi');
  /** @param {string} file */
  const number = (file) => Number(file.split('.')[2]);
  return readdirSync(folder)
    .filter((file) => /^poet\.tang\.\d+\.json$/.test(file))
    .sort((a, b) => number(a) - number(b))
    .flatMap((file) => {
      /** @type {{ paragraphs: string[] }[]} */
      const poems = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      return poems.map((poem) => poem.paragraphs);
    })
    .filter((couplets) => COUPLETS.has(couplets.length))
    .filter((couplets) => FORMS.some((form) => couplets.every((couplet) => form.test(couplet))))
    .map((couplets) => simplified(couplets.join('')));
}

/** @param {string} poem */
function coupletsOf(poem) {
  return poem.split('。').slice(0, -1);
}

/** @param {string[]} poems */
function distinct(poems) {
  const known = new Set();
  return poems.filter((poem) => {
    const couplets = coupletsOf(poem);
    const isNew = !couplets.some((couplet) => known.has(couplet));
    for (const couplet of couplets) known.add(couplet);
    return isNew;
  });
}

/**
 * The poems that are left when the rarest character (of equally rare ones, the first met) goes with
 * its poems until no more than `size` characters are left.
 * @param {string[]} poems @param {number} size
 */
function commonOnly(poems, size) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  /** @type {Map<string, Set<string>>} */
  const holders = new Map();
  for (const poem of poems) {
    for (const character of poem) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
      holders.set(character, (holders.get(character) ?? new Set()).add(poem));
    }
  }
  const left = new Set(poems);
  while (counts.size > size) {
    let rarest = '';
    let least = Infinity;
    for (const [character, count] of counts) {
      if (count < least) [rarest, least] = [character, count];
    }
    for (const poem of holders.get(rarest) ?? []) {
      if (!left.delete(poem)) continue;
      for (const character of poem) counts.set(character, (counts.get(character) ?? 0) - 1);
    }
    for (const [character, count] of counts) if (count === 0) counts.delete(character);
  }
  return poems.filter((poem) => left.has(poem));
}
