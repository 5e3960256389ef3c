import { translator } from '../../models/translator';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';
import { openPairs, pairsSetting } from '../translation-settings';

const entry: GalleryEntry = {
  id: 'translation',
  group: 'writing',
  order: 60,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'exact', run: 'additive', bar: 0.98 },
  goalSteps: 1500,
  settings: [
    pairsSetting,
    { kind: 'choice', key: 'cell', group: 'model', options: ['lstm', 'gru'], default: 'gru' },
    numberSetting('hidden', 'model', [16, 128, 16], 64, { integer: true }),
    numberSetting('embedding', 'model', [8, 64, 8], 32, { integer: true }),
    numberSetting('dropout', 'model', [0, 0.9, 0.05], 0),
    ...trainingSettings({ learningRate: 0.005, halfLife: 500, weightDecay: 0, batchSize: 64 }),
  ],
  task: async (settings, open) => {
    const dataset = await openPairs(settings, open);
    const training = trainingSpec(settings);
    const run = (id: string, context: 'additive' | 'multiplicative' | 'last') => ({
      id,
      training,
      model: translator({
        vocabulary: dataset.vocabulary.length,
        classes: dataset.classes.length,
        cell: settings.cell === 'lstm' ? 'lstm' : 'gru',
        embedding: Number(settings.embedding),
        hidden: Number(settings.hidden),
        context,
        dropout: Number(settings.dropout),
      }),
    });
    return {
      dataset,
      runs: [
        run('additive', 'additive'),
        run('multiplicative', 'multiplicative'),
        run('none', 'last'),
      ],
      focus: 'context.pattern',
    };
  },
  sources: [],
  words: {} as never,
};

export default entry;
