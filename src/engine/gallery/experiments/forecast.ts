import { attentionForecast, recurrentForecast } from '../../models/forecast-models';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'forecast',
  group: 'memory',
  order: 140,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'loss', run: 'attention', bar: 'baseline' },
  goalSteps: 2000,
  settings: [
    numberSetting('months', 'data', [12, 60, 1], 48, { integer: true }),
    numberSetting('horizon', 'data', [1, 12, 1], 1, { integer: true }),
    numberSetting('width', 'model', [8, 64, 8], 16, { integer: true }),
    ...trainingSettings({ learningRate: 0.003, halfLife: 500, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings, open) => {
    const { openCarbonDioxide } = await import('../../data/carbon-dioxide');
    const window = Number(settings.months);
    const dataset = await openCarbonDioxide(open, { window, horizon: Number(settings.horizon) });
    const options = { window, width: Number(settings.width) };
    const training = trainingSpec(settings);
    return {
      dataset,
      runs: [
        { id: 'attention', model: attentionForecast(options), training },
        { id: 'lstm', model: recurrentForecast(options), training },
      ],
      focus: 'pool.pattern',
    };
  },
  sources: [],
  words: {
    en: {
      title: '',
      sentence: '',
      see: '',
      training: '',
      intro: '',
      look: '',
      tries: ['', '', ''],
    },
    zh: {
      title: '',
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
