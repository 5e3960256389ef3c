import { recurrentCase } from '../pytorch-recurrent';
import { parseTruth, type TruthSuite } from '../truth';
import text from '../truth/rnn.json?raw';

export const rnn: TruthSuite = {
  family: 'rnn',
  cases: parseTruth(text),
  models: {
    'nn.RNN': (b, tensors, attrs) =>
      recurrentCase(b, tensors, attrs, attrs.nonlinearity === 'relu' ? 'rnn-relu' : 'rnn'),
  },
  absent: [],
};
