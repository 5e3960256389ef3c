import { openWhenWasItSaid } from '../data/when-was-it-said';
import { classifierSettings, classifierSpec, trainingSpec } from './classifier-settings';
import type { GalleryEntry } from './entry';

export const whenWasItSaidEntry: GalleryEntry = {
  id: 'when-was-it-said',
  seed: 2,
  example: { kind: 'data', split: 'validation', index: 0 },
  settings: classifierSettings({
    width: 16,
    heads: 2,
    layers: 0,
    mlp: false,
    layerNorm: true,
    positions: 'none',
    dropout: 0.3,
    wordDropout: 0.3,
    labelSmoothing: 0.1,
    learningRate: 0.01,
    halfLife: 200,
    weightDecay: 0,
    batchSize: 64,
    minLayers: 0,
  }),
  task: async (settings, open) => {
    const dataset = await openWhenWasItSaid(open);
    return {
      kind: 'classifier',
      dataset,
      spec: classifierSpec(
        settings,
        {
          vocabulary: dataset.vocabulary.length,
          classes: dataset.classes.length,
          maxLength: dataset.maxLength,
        },
        'pool',
        0.05,
      ),
      training: trainingSpec(settings),
    };
  },
};
