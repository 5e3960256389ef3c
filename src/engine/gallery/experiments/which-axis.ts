import { lookup } from '../../models/lookup';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

/** Components of variance 1, for which Vaswani et al. reason (their footnote 4): U(±√3). */
const UNIT_VARIANCE = Math.sqrt(3);

const entry: GalleryEntry = {
  id: 'which-axis',
  order: 21,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', run: 'attention', bar: 0.99 },
  goalSteps: 300,
  settings: [
    numberSetting('width', 'model', [4, 512, 4], 256, { integer: true, scale: 'log' }),
    numberSetting('listLength', 'data', [4, 16, 1], 8, { integer: true }),
    numberSetting('queries', 'data', [1, 4, 1], 2, { integer: true }),
    ...trainingSettings({ learningRate: 0.001, halfLife: 0, weightDecay: 0, batchSize: 16 }),
  ],
  task: async (settings) => {
    const { KEY_COUNT, keyValues } = await import('../../data/key-values');
    const dataset = keyValues({
      length: Number(settings.listLength),
      queries: Number(settings.queries),
    });
    const common = {
      keys: KEY_COUNT,
      values: dataset.classes.length,
      width: Number(settings.width),
      limit: UNIT_VARIANCE,
      entropy: true,
    };
    const training = trainingSpec(settings);
    return {
      dataset,
      runs: [
        { id: 'attention', model: lookup(common), training },
        { id: 'queries', model: lookup({ ...common, softmaxAxis: 'queries' }), training },
        { id: 'unscaled', model: lookup({ ...common, scaling: false }), training },
      ],
    };
  },
  sources: [],
  words: {
    en: {
      title: 'Which axis?',
      sentence: '',
      see: '',
      training: '',
      intro: '',
      look: '',
      tries: ['', '', ''],
    },
    zh: {
      title: '沿哪个轴？',
      sentence: '',
      see: '',
      training: '',
      intro: '',
      look: '',
      tries: ['', '', ''],
    },
  },
};

export default entry;
