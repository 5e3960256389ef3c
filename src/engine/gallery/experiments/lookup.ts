import { lookup } from '../../models/lookup';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'lookup',
  group: 'attention',
  order: 11,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', bar: 0.99 },
  goalSteps: 1500,
  settings: [
    numberSetting('listLength', 'data', [4, 16, 1], 8, { integer: true }),
    numberSetting('width', 'model', [8, 64, 8], 16, { integer: true }),
    { kind: 'toggle', key: 'scaling', group: 'model', default: true },
    ...trainingSettings({ learningRate: 0.003, halfLife: 0, weightDecay: 0, batchSize: 64 }),
  ],
  task: async (settings) => {
    const { KEY_COUNT, keyValues } = await import('../../data/key-values');
    const dataset = keyValues({ length: Number(settings.listLength), queries: 1 });
    const model = lookup({
      keys: KEY_COUNT,
      values: dataset.classes.length,
      width: Number(settings.width),
      limit: 1,
      scaling: settings.scaling === true,
    });
    return { dataset, runs: [{ id: 'attention', model, training: trainingSpec(settings) }] };
  },
  sources: [
    {
      title: 'Vaswani et al. 2017, Attention Is All You Need',
      url: 'https://arxiv.org/abs/1706.03762',
    },
    {
      title: 'Graves, Wayne & Danihelka 2014, Neural Turing Machines',
      url: 'https://arxiv.org/abs/1410.5401',
    },
  ],
  words: {
    en: {
      title: 'Lookup',
      sentence: '“c=7 k=0 a=4 t=3 … a?”: one head of attention learns to find a value by its key.',
      see: 'What queries, keys and values are for: the query meets its key, and the value comes back.',
      training: 'Trains here, live, on random lists of letters with digits.',
      intro: '',
      look: '',
      tries: ['', '', ''],
      settings: {
        listLength: { label: 'Items in a list', help: 'Letters with a digit each.' },
      },
    },
    zh: {
      title: '按键查值',
      sentence: '',
      see: '',
      training: '',
      intro: '',
      look: '',
      tries: ['', '', ''],
      settings: { listLength: { label: '列表长度', help: '每项是一个字母和一个数字。' } },
    },
  },
};

export default entry;
