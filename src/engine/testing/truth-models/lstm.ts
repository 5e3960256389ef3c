import { recurrentCase } from '../pytorch-recurrent';
import { parseTruth, type TruthSuite } from '../truth';
import text from '../truth/lstm.json?raw';

export const lstm: TruthSuite = {
  family: 'lstm',
  cases: parseTruth(text),
  models: {
    'nn.LSTM': (b, tensors, attrs) => recurrentCase(b, tensors, attrs, 'lstm'),
  },
  absent: [],
};
