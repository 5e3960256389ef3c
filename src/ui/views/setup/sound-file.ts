import { LOG_MEL, logMel, logMelBytes } from '../../../engine/data/log-mel';
import { recordedWord } from '../../../engine/data/recorded-word';
import { toBase64 } from '../../../engine/experiment/bytes';
import type { Example } from '../../../engine/experiment/schema';

/** Largest file that is opened, in bytes. */
const MOST_BYTES = 10 * 2 ** 20;

/** Why there is no sound to show; the page has a sentence for each. */
export class SoundProblem extends Error {
  constructor(
    readonly why:
      | 'empty'
      | 'tooLarge'
      | 'unreadable'
      | 'tooShort'
      | 'tooQuiet'
      | 'noMicrophone'
      | 'notAllowed'
      | 'busy',
  ) {
    super(why);
  }
}

/**
 * The loudest word of a sound file or a recording, as its frames. Nothing of it leaves the browser.
 * @throws SoundProblem when it is no sound, too large, or nothing is said in it
 */
export async function exampleOfSound(file: Blob): Promise<Example> {
  if (file.size === 0) throw new SoundProblem('empty');
  if (file.size > MOST_BYTES) throw new SoundProblem('tooLarge');
  const word = recordedWord(await samplesOf(await file.arrayBuffer()));
  if (typeof word === 'string') throw new SoundProblem(word);
  return { kind: 'sound', frames: toBase64(logMelBytes(logMel(word).values)) };
}

/** The mean of the channels at 16 kHz, `f32[samples]`. */
async function samplesOf(bytes: ArrayBuffer): Promise<Float32Array> {
  // What is decoded has the rate of the context, whatever it was recorded with.
  const context = new OfflineAudioContext(1, 1, LOG_MEL.sampleRate);
  let sound: AudioBuffer;
  try {
    sound = await context.decodeAudioData(bytes);
  } catch {
    throw new SoundProblem('unreadable');
  }
  const mono = new Float32Array(sound.length);
  for (let c = 0; c < sound.numberOfChannels; c++) {
    const channel = sound.getChannelData(c);
    for (let i = 0; i < mono.length; i++) mono[i] += channel[i] / sound.numberOfChannels;
  }
  return mono;
}
