import { contextModel } from '../../models/context-models';
import type { ContextTask } from '../../data/context-tasks';
import { requireHeads } from '../classifier-settings';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

const MODELS = ['rnn', 'lstm', 'gru', 'context', 'transformer'] as const;

const entry: GalleryEntry = {
  id: 'context',
  group: 'memory',
  order: 50,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', run: 'lstm', bar: 0.99 },
  goalSteps: 4000,
  settings: [
    {
      kind: 'choice',
      key: 'memoryTask',
      group: 'data',
      options: ['copy', 'reverse', 'brackets', 'adding'],
      default: 'copy',
    },
    numberSetting('distance', 'data', [5, 100, 1], 20, { integer: true }),
    numberSetting('width', 'model', [8, 64, 8], 32, { integer: true }),
    numberSetting('layers', 'model', [1, 4, 1], 2, { integer: true }),
    numberSetting('heads', 'model', [1, 8, 1], 2, { integer: true }),
    ...trainingSettings({ learningRate: 0.003, halfLife: 0, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings) => {
    const { contextTasks } = await import('../../data/context-tasks');
    const dataset = contextTasks({
      task: settings.memoryTask as ContextTask,
      length: Number(settings.distance),
    });
    const width = Number(settings.width);
    const heads = Number(settings.heads);
    requireHeads(width, heads);
    const options = {
      vocabulary: dataset.vocabulary.length,
      classes: dataset.classes.length,
      maxLength: dataset.fields.tokens.shape[0],
      width,
      heads,
      layers: Number(settings.layers),
    };
    const training = trainingSpec(settings);
    const [first, ...others] = MODELS.map((id) => ({
      id,
      model: contextModel(id, options),
      training,
    }));
    return { dataset, runs: [first, ...others] };
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
