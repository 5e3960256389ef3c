import { add } from '../../ops/add';
import { embedding } from '../../ops/embedding';
import { matmul } from '../../ops/matmul';
import { parseTruth, type TruthSuite } from '../truth';
import text from '../truth/linear_embedding.json?raw';

export const linearEmbedding: TruthSuite = {
  family: 'linear_embedding',
  cases: parseTruth(text),
  models: {
    'nn.Linear': (b, { x, weight, bias }) => {
      const product = matmul(b, x, weight, { transposeB: true });
      return { out: bias ? add(b, product, bias) : product };
    },
    'nn.Embedding': (b, { weight, idx }, { padding_idx }) => ({
      out: embedding(b, weight, idx, { paddingIndex: Number(padding_idx ?? -1) }),
    }),
    matmul: (b, tensors) => ({ out: matmul(b, tensors.a, tensors.b) }),
  },
  absent: [],
};
