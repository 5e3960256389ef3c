/**
 * Makes `public/data/spoken-digits.json`: the English digits, synthesised with many voices.
 *
 *     node scripts/data/spoken-digits.mjs
 *
 * Source   npm package mespeak 2.0.2 (meSpeak 1.9.6 by Norbert Landsteiner, a build of eSpeak) says
 *          the words. It is run here and nothing of it is written.
 * Licence  mespeak is under the GPL; what it says is not. See `public/data/LICENSES.md`.
 * Needs    Node 20.19 or newer, this project's `node_modules`, `npm` and `tar`. The package is
 *          fetched once, by name, into `.cache/data/`. A few minutes.
 *
 * What it does
 * 1. A voice is a timbre (18 of eSpeak's variants) with an accent (6 kinds of English): 108 voices.
 *    Of the timbres four are drawn for validation: two men's, a woman's and one of the Klatt
 *    synthesiser. They are heard in training with no accent. ("whisper" is left out: in this build it
 *    is m7.)
 * 2. Each voice says each digit twice, at a drawn pitch (15 … 85) and speed (120 … 210 words a minute).
 * 3. Resamples from 22,050 Hz to 16 kHz by windowed sinc, by up to 6 % too fast or too slow, which
 *    moves the voice's resonances as another size of head would.
 * 4. Cuts where the sound stays below 2 % of its peak, and puts 20 … 150 ms of silence before and
 *    after it, as drawn.
 * 5. Scales to a drawn peak (−30 … −3 dB of full scale) and adds noise, more or less dull, 8 … 35 dB
 *    below the root-mean-square of the word.
 * 6. Makes log-mel frames with `src/engine/data/log-mel.ts`: at most 48 of 24 bands, 20 ms apart.
 * 7. Writes them as bytes: value = (byte − 128) / 16 nats, cut off at ±8; the frames of the clips of
 *    a part one after another, in drawn order.
 * 8. Notes the accuracy on the validation part of the nearest class mean and the nearest training
 *    clip (Euclidean distance of clips stretched to 16 frames each).
 *
 * The output depends on nothing but the package and the seed: run it twice, get the same bytes.
 * (Sines and logarithms may differ in the last bit between versions of Node, and then a byte may
 * differ by one.)
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { base64, Draw, engineModule, fetchPackage, say, verify, writeData } from './lib/source.mjs';

const PACKAGE = 'mespeak';
const VERSION = '2.0.2';
const SEED = 7;
const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const ACCENTS = ['en/en', 'en/en-n', 'en/en-rp', 'en/en-sc', 'en/en-us', 'en/en-wm'];
/** Timbres by kind, and how many of a kind are held out; '' is eSpeak's own voice. */
const TIMBRES = [
  { held: 2, names: ['', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'croak'] },
  { held: 1, names: ['f1', 'f2', 'f3', 'f4', 'f5', 'whisperf'] },
  { held: 1, names: ['klatt', 'klatt2', 'klatt3'] },
];
const TAKES = 2;
const VOICES_PER_PROCESS = 2;
const MAX_FRAMES = 48;
const OFFSET = 128;
const STEPS_PER_NAT = 16;
/** Half the width of the resampling filter, in zero crossings. */
const CROSSINGS = 16;
const SILENCE = 0.02;
const STRETCHED = 16;
const MAX_BYTES = 2_700_000;

/**
 * @typedef {{ accent: string, timbre: string }} Voice
 * @typedef {import('./lib/speak.mjs').Utterance} Utterance
 * @typedef {{ label: number, voice: number, frames: number, bytes: Uint8Array }} Clip
 */

/** @type {typeof import('../../src/engine/data/log-mel.ts')} */
const { LOG_MEL, logMel } = await engineModule('src/engine/data/log-mel.ts');
const BANDS = LOG_MEL.bands;
const LONGEST = LOG_MEL.window + (MAX_FRAMES - 1) * LOG_MEL.hop;

const folder = fetchPackage(PACKAGE, VERSION);
const draw = new Draw(SEED);
const held = new Set(TIMBRES.flatMap(({ held: n, names }) => draw.shuffled(names).slice(0, n)));
/** @type {Voice[]} */
const voices = TIMBRES.flatMap(({ names }) => names).flatMap((timbre) =>
  ACCENTS.map((accent) => ({ accent, timbre })),
);
let cutOff = 0;
let values = 0;
let shortened = 0;

const clips = draw.shuffled(speakAll());
const train = clips.filter(({ voice }) => !held.has(voices[voice].timbre));
const validation = clips.filter(({ voice }) => held.has(voices[voice].timbre));

const perVoice = WORDS.length * TAKES;
verify(validation.length === held.size * ACCENTS.length * perVoice, 'The counts are not right.');
verify(train.length + validation.length === voices.length * perVoice, 'The counts are not right.');
verify(
  new Set(clips.map(({ bytes }) => bytes.join())).size === clips.length,
  'Two clips are alike.',
);
for (const part of [train, validation]) {
  for (const label of WORDS.keys()) {
    const count = part.filter((clip) => clip.label === label).length;
    verify(count === part.length / WORDS.length, `${count} of ${part.length} clips say ${label}.`);
  }
}
const baselines = accuracies();

const lengths = clips.map(({ frames }) => frames);
say('voices', `${voices.length}; held out ${[...held].map((name) => name || 'plain').join(', ')}`);
say('train', `${train.length} clips of ${new Set(train.map((c) => c.voice)).size} voices`);
say(
  'validation',
  `${validation.length} clips of ${new Set(validation.map((c) => c.voice)).size} voices`,
);
say(
  'frames',
  `${Math.min(...lengths)} … ${Math.max(...lengths)} a clip, ${lengths.reduce((a, b) => a + b, 0)} in all`,
);
say(
  'cut off',
  `${((100 * cutOff) / values).toFixed(4)} % of the values, the ends of ${shortened} clips`,
);
say('nearest mean', `${(100 * baselines.nearestMean).toFixed(2)} %`);
say('nearest clip', `${(100 * baselines.nearestClip).toFixed(2)} %`);
writeData(
  'spoken-digits.json',
  {
    version: 1,
    title: 'Spoken digits (synthesised)',
    source: `spoken by npm ${PACKAGE} ${VERSION} (eSpeak)`,
    licence: 'MIT, as this project',
    seed: SEED,
    classes: WORDS,
    features: {
      ...LOG_MEL,
      maxFrames: MAX_FRAMES,
      offset: OFFSET,
      scale: 1 / STEPS_PER_NAT,
      unit: 'nats',
    },
    voices: voices.map(({ accent, timbre }) => ({
      accent: accent.replace('en/', ''),
      timbre: timbre || 'plain',
      part: held.has(timbre) ? 'validation' : 'train',
    })),
    baselines,
    train: written(train),
    validation: written(validation),
  },
  MAX_BYTES,
);

/** @param {Clip[]} part */
function written(part) {
  const bytes = new Uint8Array(part.reduce((n, clip) => n + clip.bytes.length, 0));
  let at = 0;
  for (const clip of part) {
    bytes.set(clip.bytes, at);
    at += clip.bytes.length;
  }
  return {
    count: part.length,
    labels: part.map((clip) => clip.label).join(''),
    voices: base64(Uint8Array.from(part, (clip) => clip.voice)),
    frames: base64(Uint8Array.from(part, (clip) => clip.frames)),
    values: base64(bytes),
  };
}

/** Every voice says every digit. @returns {Clip[]} */
function speakAll() {
  /** @type {Clip[]} */
  const result = [];
  for (let first = 0; first < voices.length; first += VOICES_PER_PROCESS) {
    const jobs = voices.slice(first, first + VOICES_PER_PROCESS).flatMap((voice, i) =>
      WORDS.flatMap((text, label) =>
        Array.from({ length: TAKES }, () => ({
          voice: first + i,
          label,
          utterance: {
            text,
            accent: voice.accent,
            variant: voice.timbre,
            pitch: Math.round(draw.between(15, 85)),
            speed: Math.round(draw.between(120, 210)),
          },
        })),
      ),
    );
    const sounds = speak(jobs.map(({ utterance }) => utterance));
    jobs.forEach(({ voice, label }, i) => {
      const { frames, values: features } = logMel(recorded(sounds[i]));
      result.push({ voice, label, frames, bytes: Uint8Array.from(features, quantised) });
    });
  }
  return result;
}

/** @param {Utterance[]} utterances @returns {{ rate: number, samples: Float64Array }[]} */
function speak(utterances) {
  const work = join(dirname(folder), 'work');
  mkdirSync(work, { recursive: true });
  const [words, sounds] = ['words.json', 'sounds.json'].map((name) => join(work, name));
  rmSync(sounds, { force: true });
  writeFileSync(words, JSON.stringify(utterances));
  const script = fileURLToPath(new URL('lib/speak.mjs', import.meta.url));
  execFileSync(process.execPath, [script, folder, words, sounds], { stdio: 'ignore' });
  /** @type {string[]} */
  const files = JSON.parse(readFileSync(sounds, 'utf8'));
  return files.map((file) => {
    const wav = Buffer.from(file, 'base64');
    verify(wav.toString('latin1', 0, 4) === 'RIFF', 'A sound is no WAV file.');
    verify(
      wav.readUInt16LE(22) === 1 && wav.readUInt16LE(34) === 16,
      'A sound is not 16-bit mono.',
    );
    const samples = Float64Array.from(
      { length: (wav.length - 44) >> 1 },
      (_, i) => wav.readInt16LE(44 + 2 * i) / 32_768,
    );
    return { rate: wav.readUInt32LE(24), samples };
  });
}

/** What a microphone might record of a sound. @param {{ rate: number, samples: Float64Array }} sound */
function recorded({ rate, samples }) {
  const word = trimmed(resampled(samples, (rate / LOG_MEL.sampleRate) * draw.between(0.94, 1.06)));
  const [before, after] = [0, 1].map(() =>
    Math.round(draw.between(0.02, 0.15) * LOG_MEL.sampleRate),
  );
  const length = Math.min(before + word.length + after, LONGEST);
  if (before + word.length > LONGEST) shortened++;
  const peak = word.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  verify(peak > 0, 'A voice says nothing.');
  const gain = 10 ** (draw.between(-30, -3) / 20) / peak;
  const rms = Math.sqrt(word.reduce((sum, x) => sum + x * x, 0) / word.length);
  const loudness = rms * gain * 10 ** (draw.between(-35, -8) / 20);
  // Noise through a one-pole low-pass, which keeps its power: dull near 0.95, white at 0.
  const pole = draw.between(0, 0.95);
  const input = loudness * Math.sqrt(1 - pole * pole);
  let noise = 0;
  return Float32Array.from({ length }, (_, i) => {
    noise = pole * noise + input * draw.normal();
    return gain * (word[i - before] ?? 0) + noise;
  });
}

/**
 * Samples `step` apart of the sound through a low-pass at 95 % of the lower half rate: a sinc under
 * a Hann window.
 * @param {Float64Array} samples @param {number} step
 */
function resampled(samples, step) {
  const cut = 0.95 * Math.min(1, 1 / step);
  const reach = CROSSINGS / cut;
  return Float64Array.from({ length: Math.floor(samples.length / step) }, (_, i) => {
    const at = i * step;
    let sum = 0;
    for (let n = Math.max(0, Math.ceil(at - reach)); n < samples.length && n <= at + reach; n++) {
      const x = Math.PI * cut * (n - at);
      const sinc = x === 0 ? 1 : Math.sin(x) / x;
      sum += samples[n] * cut * sinc * (0.5 + 0.5 * Math.cos((Math.PI * (n - at)) / reach));
    }
    return sum;
  });
}

/** @param {Float64Array} samples */
function trimmed(samples) {
  const least = SILENCE * samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const first = samples.findIndex((x) => Math.abs(x) > least);
  const last = samples.findLastIndex((x) => Math.abs(x) > least);
  return samples.slice(first, last + 1);
}

/** @param {number} value nats */
function quantised(value) {
  const byte = Math.round(value * STEPS_PER_NAT) + OFFSET;
  values++;
  if (byte < 0 || byte > 255) cutOff++;
  return Math.min(255, Math.max(0, byte));
}

/** A clip stretched linearly to 16 frames, in nats. @param {Clip} clip */
function stretched({ frames, bytes }) {
  const result = new Float64Array(STRETCHED * BANDS);
  for (let t = 0; t < STRETCHED; t++) {
    const at = (t * (frames - 1)) / (STRETCHED - 1);
    const left = Math.min(Math.floor(at), frames - 2);
    for (let m = 0; m < BANDS; m++) {
      const [a, b] = [bytes[left * BANDS + m], bytes[(left + 1) * BANDS + m]];
      result[t * BANDS + m] = (a + (at - left) * (b - a) - OFFSET) / STEPS_PER_NAT;
    }
  }
  return result;
}

function accuracies() {
  const known = train.map((clip) => ({ label: clip.label, picture: stretched(clip) }));
  const means = WORDS.map((_, label) => {
    const ofClass = known.filter((clip) => clip.label === label);
    const picture = ofClass[0].picture.map(
      (__, i) => ofClass.reduce((sum, clip) => sum + clip.picture[i], 0) / ofClass.length,
    );
    return { label, picture };
  });
  /** @param {typeof known} from */
  const accuracy = (from) =>
    validation.filter((clip) => nearest(from, stretched(clip)) === clip.label).length /
    validation.length;
  return { nearestMean: accuracy(means), nearestClip: accuracy(known) };

  /** @param {typeof known} from @param {Float64Array} picture */
  function nearest(from, picture) {
    let best = { label: -1, distance: Infinity };
    for (const candidate of from) {
      let distance = 0;
      for (let i = 0; i < picture.length; i++) distance += (candidate.picture[i] - picture[i]) ** 2;
      if (distance < best.distance) best = { label: candidate.label, distance };
    }
    return best.label;
  }
}
