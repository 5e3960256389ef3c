import type { GalleryEntry } from './entry';

/** cat, dog, pig as one-hot vectors: the smallest attention whose every number fits on a slide. */
const WORDS = ['cat', 'dog', 'pig'];
const WIDTH = 3;
const ONE_HOT = [1, 0, 0, 0, 1, 0, 0, 0, 1];
/** Each word's output is asked to be the next word's vector. */
const NEXT = [0, 1, 0, 0, 0, 1, 1, 0, 0];

const MASKS: Readonly<Record<string, readonly number[]>> = {
  none: [1, 1, 1, 1, 1, 1, 1, 1, 1],
  causal: [1, 0, 0, 1, 1, 0, 1, 1, 1],
  // The last word is padding: nobody may attend it.
  padding: [1, 1, 0, 1, 1, 0, 1, 1, 0],
};

export const threeWords: GalleryEntry = {
  id: 'three-words',
  seed: 1,
  example: { kind: 'data', split: 'train', index: 0 },
  settings: [
    { kind: 'toggle', key: 'scaling', group: 'model', default: true },
    {
      kind: 'number',
      key: 'temperature',
      group: 'model',
      min: 0.05,
      max: 20,
      step: 0.05,
      integer: false,
      scale: 'log',
      default: 1,
    },
    {
      kind: 'choice',
      key: 'mask',
      group: 'model',
      options: ['none', 'causal', 'padding'],
      default: 'none',
    },
    {
      kind: 'choice',
      key: 'softmaxAxis',
      group: 'model',
      options: ['keys', 'queries'],
      default: 'keys',
    },
    { kind: 'toggle', key: 'target', group: 'model', default: true },
  ],
  task: async (settings) => ({
    kind: 'free-attention',
    words: WORDS,
    spec: {
      length: WORDS.length,
      width: WIDTH,
      scaling: settings.scaling === true,
      temperature: Number(settings.temperature),
      softmaxAxis: settings.softmaxAxis === 'queries' ? 'queries' : 'keys',
      target: settings.target === true,
    },
    values: {
      q: ONE_HOT,
      k: ONE_HOT,
      v: ONE_HOT,
      mask: MASKS[String(settings.mask)],
      target: NEXT,
    },
  }),
};
