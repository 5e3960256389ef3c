import { recurrentClassifier } from '../../models/recurrent-classifier';
import type { TextModel } from '../text-registry';

/** Reads from left to right; the state after the last word is what the class is told from. */
const model: TextModel = {
  id: 'rnn',
  order: 50,
  name: { en: 'RNN, last state', zh: 'RNN，末状态' },
  build: ({ width, ...options }) =>
    recurrentClassifier({
      ...options,
      width,
      kind: 'rnn',
      hidden: width,
      bidirectional: false,
      pooling: 'last',
      scoreWidth: 0,
      dense: width,
      wordDropout: 0,
    }),
};

export default model;
