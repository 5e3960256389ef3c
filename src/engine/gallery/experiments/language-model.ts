import type { TextLanguage } from '../../data/characters';
import { languageModel } from '../../models/language-model';
import { requireHeads } from '../classifier-settings';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'language-model',
  group: 'writing',
  order: 80,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'loss', bar: 'baseline' },
  goalSteps: 4000,
  settings: [
    {
      kind: 'choice',
      key: 'language',
      group: 'data',
      options: ['english', 'chinese'],
      default: 'english',
    },
    numberSetting('window', 'data', [16, 128, 16], 64, { integer: true }),
    numberSetting('layers', 'model', [1, 4, 1], 2, { integer: true }),
    numberSetting('heads', 'model', [1, 8, 1], 4, { integer: true }),
    numberSetting('width', 'model', [16, 128, 16], 64, { integer: true }),
    numberSetting('dropout', 'model', [0, 0.9, 0.05], 0.1),
    ...trainingSettings({ learningRate: 0.003, halfLife: 1000, weightDecay: 0, batchSize: 16 }),
  ],
  task: async (settings, open) => {
    const { openCharacters } = await import('../../data/characters');
    const dataset = await openCharacters(open, {
      language: settings.language as TextLanguage,
      length: Number(settings.window),
    });
    const width = Number(settings.width);
    const heads = Number(settings.heads);
    requireHeads(width, heads);
    const model = languageModel({
      vocabulary: dataset.vocabulary.length,
      maxLength: Number(settings.window),
      width,
      heads,
      layers: Number(settings.layers),
      dropout: Number(settings.dropout),
    });
    return { dataset, runs: [{ id: 'transformer', model, training: trainingSpec(settings) }] };
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
