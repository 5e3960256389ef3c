import { recurrentClassifier } from '../../models/recurrent-classifier';
import type { Dataset } from '../../data/dataset';
import type { GalleryEntry, OpenFile } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

async function datasetOf(data: unknown, open: OpenFile): Promise<Dataset> {
  if (data === 'missing') {
    const { openMissingWord } = await import('../../data/missing-word');
    return openMissingWord(open);
  }
  const { openSentenceClasses, threeSentences } = await import('../../data/sentence-classes');
  return data === 'three' ? threeSentences() : openSentenceClasses(open);
}

const entry: GalleryEntry = {
  id: 'sentence-classes',
  order: 32,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', run: 'attention', bar: { run: 'mean' } },
  goalSteps: 400,
  settings: [
    {
      kind: 'choice',
      key: 'data',
      group: 'data',
      options: ['missing', 'period', 'three'],
      default: 'missing',
    },
    {
      kind: 'choice',
      key: 'kind',
      group: 'model',
      options: ['lstm', 'gru', 'rnn'],
      default: 'lstm',
    },
    { kind: 'toggle', key: 'bidirectional', group: 'model', default: true },
    numberSetting('width', 'model', [8, 64, 8], 64, { integer: true }),
    numberSetting('hidden', 'model', [8, 64, 8], 64, { integer: true }),
    numberSetting('dropout', 'model', [0, 0.9, 0.05], 0.3),
    ...trainingSettings({ learningRate: 0.003, halfLife: 0, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings, open) => {
    const dataset = await datasetOf(settings.data, open);
    const model = (pooling: 'attention' | 'mean') =>
      recurrentClassifier({
        vocabulary: dataset.vocabulary.length,
        classes: dataset.classes.length,
        width: Number(settings.width),
        kind: settings.kind === 'gru' || settings.kind === 'rnn' ? settings.kind : 'lstm',
        hidden: Number(settings.hidden),
        bidirectional: settings.bidirectional === true,
        pooling,
        scoreWidth: 64,
        dense: 64,
        dropout: Number(settings.dropout),
        wordDropout: 0,
      });
    const all = trainingSpec(settings);
    // Of three sentences a batch holds each once: a step is an epoch.
    const training = { ...all, batchSize: Math.min(all.batchSize, dataset.train.count) };
    return {
      dataset,
      runs: [
        { id: 'attention', model: model('attention'), training },
        { id: 'mean', model: model('mean'), training },
      ],
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
