import { pictureAttention } from '../../models/picture-attention';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

const KINDS = ['spatial', 'plain', 'channel', 'patches'] as const;

const entry: GalleryEntry = {
  id: 'look-here',
  order: 100,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', run: 'spatial', bar: { run: 'plain' } },
  goalSteps: 1000,
  settings: [
    numberSetting('clutter', 'data', [0, 16, 1], 8, { integer: true }),
    numberSetting('m1', 'model', [1, 64, 1], 8, { integer: true }),
    numberSetting('m2', 'model', [1, 64, 1], 16, { integer: true }),
    numberSetting('gs', 'model', [3, 11, 2], 7, { integer: true }),
    { kind: 'choice', key: 'only', group: 'model', options: ['all', 'sp', 'cnn', 'vit'], default: 'all' },
    ...trainingSettings({ learningRate: 0.01, halfLife: 0, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings) => {
    const { clutteredShapes } = await import('../../data/cluttered-shapes');
    const dataset = clutteredShapes(Number(settings.clutter));
    const training = trainingSpec(settings);
    const options = {
      classes: 6,
      side: 24,
      maps: [Number(settings.m1), Number(settings.m2)],
      gateSize: Number(settings.gs),
      reduction: 4,
      patch: 4,
      width: 32,
      heads: 4,
      layers: 2,
    } as const;
    const on = settings.only;
    const runs = KINDS.filter((k) => on === 'all' || (on === 'sp' && (k === 'spatial' || k === 'plain')) || (on === 'cnn' && k !== 'patches') || (on === 'vit' && k === 'patches')).map((id) => ({ id, model: pictureAttention(id, options), training: id === 'patches' ? { ...training, learningRate: training.learningRate / 4 } : training }));
    return { dataset, runs: runs as never, focus: 'gate.gate' };
  },
  sources: [],
  words: { en: {}, zh: {} } as never,
};
export default entry;
