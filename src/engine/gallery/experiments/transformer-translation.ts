import { transformerTranslator } from '../../models/transformer-translator';
import { requireHeads } from '../classifier-settings';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';
import { openPairs, pairsSetting } from '../translation-settings';

const entry: GalleryEntry = {
  id: 'transformer-translation',
  group: 'writing',
  order: 70,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'exact', bar: 0.98 },
  goalSteps: 1500,
  settings: [
    pairsSetting,
    numberSetting('layers', 'model', [1, 4, 1], 2, { integer: true }),
    numberSetting('heads', 'model', [1, 8, 1], 4, { integer: true }),
    numberSetting('width', 'model', [16, 128, 16], 64, { integer: true }),
    {
      kind: 'choice',
      key: 'positions',
      group: 'model',
      options: ['none', 'sinusoidal', 'learned'],
      default: 'sinusoidal',
    },
    { kind: 'choice', key: 'normOrder', group: 'model', options: ['pre', 'post'], default: 'pre' },
    numberSetting('dropout', 'model', [0, 0.9, 0.05], 0.1),
    ...trainingSettings({
      learningRate: 0.003,
      halfLife: 0,
      weightDecay: 0,
      batchSize: 64,
      schedule: 'inverseSqrt',
      scheduleSteps: 100,
    }),
    numberSetting('labelSmoothing', 'training', [0, 0.5, 0.01], 0.1),
  ],
  task: async (settings, open) => {
    const dataset = await openPairs(settings, open);
    const width = Number(settings.width);
    const heads = Number(settings.heads);
    requireHeads(width, heads);
    const model = transformerTranslator({
      vocabulary: dataset.vocabulary.length,
      classes: dataset.classes.length,
      maxSource: dataset.fields.source.shape[0],
      maxTarget: dataset.fields.target.shape[0],
      width,
      heads,
      layers: Number(settings.layers),
      positions: settings.positions as 'none' | 'sinusoidal' | 'learned',
      order: settings.normOrder === 'post' ? 'post' : 'pre',
      dropout: Number(settings.dropout),
      labelSmoothing: Number(settings.labelSmoothing),
    });
    return { dataset, runs: [{ id: 'transformer', model, training: trainingSpec(settings) }] };
  },
  sources: [],
  words: {} as never,
};

export default entry;
