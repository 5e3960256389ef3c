import { textClassifier } from '../../models/text-classifier';
import { requireHeads } from '../classifier-settings';
import { numberSetting } from '../number-setting';
import type { TextModel } from '../text-registry';

/** Two encoder layers unless set otherwise, pooled by a learned query. */
const model: TextModel = {
  id: 'transformer',
  order: 10,
  name: { en: 'Transformer encoder', zh: 'Transformer 编码器' },
  settings: [
    numberSetting('layers', 'model', [0, 4, 1], 2, { integer: true }),
    numberSetting('heads', 'model', [1, 8, 1], 4, { integer: true }),
    {
      kind: 'choice',
      key: 'positions',
      group: 'model',
      options: ['none', 'sinusoidal', 'learned'],
      default: 'learned',
    },
  ],
  build: ({ settings, ...options }) => {
    const [layers, heads] = [Number(settings.layers), Number(settings.heads)];
    if (layers > 0) requireHeads(options.width, heads);
    return textClassifier({
      ...options,
      layers,
      heads,
      positions: settings.positions as 'none' | 'sinusoidal' | 'learned',
      mlp: true,
      layerNorm: true,
      mask: 'padding',
      readout: 'pool',
      embeddingLimit: 1,
      wordDropout: 0,
      labelSmoothing: 0,
    });
  },
};

export default model;
