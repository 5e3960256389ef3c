import { recurrentClassifier } from '../../models/recurrent-classifier';
import type { TextModel } from '../text-registry';

/** Reads from left to right; the state after the last word is what the class is told from. */
const model: TextModel = {
  id: 'gru',
  order: 40,
  name: { en: 'GRU, last state', zh: 'GRU，末状态' },
  build: ({ width, ...options }) =>
    recurrentClassifier({
      ...options,
      width,
      kind: 'gru',
      hidden: width,
      bidirectional: false,
      pooling: 'last',
      scoreWidth: 0,
      dense: width,
      wordDropout: 0,
    }),
};

export default model;
