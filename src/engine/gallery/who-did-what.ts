import { type WhoDidWhatOptions, whoDidWhat } from '../data/who-did-what';
import { classifierSettings, classifierSpec, trainingSpec } from './classifier-settings';
import type { GalleryEntry } from './entry';

export const whoDidWhatEntry: GalleryEntry = {
  id: 'who-did-what',
  seed: 7,
  example: { kind: 'data', split: 'validation', index: 0 },
  settings: [
    {
      kind: 'choice',
      key: 'question',
      group: 'data',
      options: ['both', 'agent', 'object'],
      default: 'both',
    },
    { kind: 'toggle', key: 'passive', group: 'data', default: true },
    ...classifierSettings({
      width: 32,
      heads: 2,
      layers: 2,
      mlp: false,
      layerNorm: true,
      positions: 'learned',
      dropout: 0,
      wordDropout: 0,
      labelSmoothing: 0,
      learningRate: 0.003,
      halfLife: 0,
      weightDecay: 0,
      batchSize: 32,
      minLayers: 1,
    }),
  ],
  task: async (settings) => {
    const dataset = whoDidWhat({
      question: settings.question as WhoDidWhatOptions['question'],
      passive: settings.passive === true,
    });
    return {
      kind: 'classifier',
      dataset,
      spec: classifierSpec(settings, sizesOf(dataset), 'first', 1),
      training: trainingSpec(settings),
    };
  },
};

function sizesOf(dataset: ReturnType<typeof whoDidWhat>) {
  return {
    vocabulary: dataset.vocabulary.length,
    classes: dataset.classes.length,
    maxLength: dataset.maxLength,
  };
}
