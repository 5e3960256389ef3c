import { recurrentClassifier } from '../../models/recurrent-classifier';
import type { TextModel } from '../text-registry';

/** Reads from left to right; the state after the last word is what the class is told from. */
const model: TextModel = {
  id: 'lstm',
  order: 30,
  name: { en: 'LSTM, last state', zh: 'LSTM，末状态' },
  build: ({ width, ...options }) =>
    recurrentClassifier({
      ...options,
      width,
      kind: 'lstm',
      hidden: width,
      bidirectional: false,
      pooling: 'last',
      scoreWidth: 0,
      dense: width,
      wordDropout: 0,
    }),
};

export default model;
