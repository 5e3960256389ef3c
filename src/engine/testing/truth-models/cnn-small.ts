import { crossEntropy } from '../../ops/cross-entropy';
import { smallCnn } from '../pytorch-cnn';
import { parseTruth, type TruthSuite } from '../truth';
import text from '../truth/cnn_small.json?raw';

export const cnnSmall: TruthSuite = {
  family: 'cnn_small',
  cases: parseTruth(text),
  models: {
    CNN: (b, { x, y, ...params }) => {
      const { pool1, pool2, logits } = smallCnn(b, params, x);
      const loss = crossEntropy(b, logits, y);
      return { out: loss, loss, logits, pool1, pool2 };
    },
  },
  absent: [],
};
