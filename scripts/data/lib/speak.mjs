/**
 * Says words with mespeak, in a process of its own: the synthesiser fails after some eighty words,
 * and a new process says the same whatever was said before.
 *
 *     node scripts/data/lib/speak.mjs FOLDER WORDS.json SOUNDS.json
 *
 * FOLDER is where the package is; WORDS.json holds a list of Utterance; SOUNDS.json is written: a
 * list of WAV files in base64, one for each utterance.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * @typedef {{ text: string, accent: string, variant: string, pitch: number, speed: number }} Utterance
 * accent is a voice file such as `en/en-us`, variant a timbre such as `f2` or nothing; pitch is 0 … 99,
 * speed in words a minute.
 */

const [folder, words, sounds] = process.argv.slice(2);
/** @type {Utterance[]} */
const utterances = JSON.parse(readFileSync(words, 'utf8'));
const load = createRequire(join(folder, 'package.json'));
const mespeak = load('./src/index.js');
mespeak.loadConfig(load('./src/mespeak_config.json'));
for (const accent of new Set(utterances.map((utterance) => utterance.accent))) {
  mespeak.loadVoice(load(`./voices/${accent}.json`));
}
const spoken = utterances.map(({ text, accent, ...options }) =>
  mespeak.speak(text, { ...options, voice: accent, rawdata: 'base64' }),
);
writeFileSync(sounds, JSON.stringify(spoken));
