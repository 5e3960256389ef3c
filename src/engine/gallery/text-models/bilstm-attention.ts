import { recurrentClassifier } from '../../models/recurrent-classifier';
import type { TextModel } from '../text-registry';

const model: TextModel = {
  id: 'bilstm-attention',
  order: 20,
  name: { en: 'BiLSTM + attention', zh: '双向 LSTM + 注意力' },
  build: ({ width, ...options }) =>
    recurrentClassifier({
      ...options,
      width,
      kind: 'lstm',
      hidden: width,
      bidirectional: true,
      pooling: 'attention',
      scoreWidth: width,
      dense: width,
      wordDropout: 0,
    }),
};

export default model;
