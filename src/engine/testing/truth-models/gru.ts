import { recurrentCase } from '../pytorch-recurrent';
import { parseTruth, type TruthSuite } from '../truth';
import text from '../truth/gru.json?raw';

export const gru: TruthSuite = {
  family: 'gru',
  cases: parseTruth(text),
  models: {
    'nn.GRU': (b, tensors, attrs) => recurrentCase(b, tensors, attrs, 'gru'),
  },
  absent: [],
};
