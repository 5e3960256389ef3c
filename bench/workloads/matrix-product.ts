import { matmul } from '../../src/engine/ops/matmul';
import { normal, type Workload } from '../workload';

const N = 1024;

export const matrixProduct: Workload = {
  id: 'W5',
  title: `matrix product ${N}³`,
  kind: 'forward',
  parameters: {},
  inputs: { a: normal([N, N]), b: normal([N, N]) },
  operations: 2 * N ** 3,
  heed: (m, input) => matmul(m.b, input('a'), input('b'), {}, { name: 'out' }),
  tfjs: (tf, tensor) => tf.matMul(tensor('a'), tensor('b')),
  jax: ({ numpy: np }, tensor) => np.matmul(tensor('a'), tensor('b')),
};
