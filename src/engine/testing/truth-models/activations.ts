import { gelu } from '../../ops/gelu';
import { logSoftmax } from '../../ops/log-softmax';
import { relu } from '../../ops/relu';
import { sigmoid } from '../../ops/sigmoid';
import { softmax } from '../../ops/softmax';
import { tanh } from '../../ops/tanh';
import { parseTruth, type TruthSuite } from '../truth';
import text from '../truth/activations.json?raw';

export const activations: TruthSuite = {
  family: 'activations',
  cases: parseTruth(text),
  models: {
    relu: (b, { x }) => ({ out: relu(b, x) }),
    sigmoid: (b, { x }) => ({ out: sigmoid(b, x) }),
    tanh: (b, { x }) => ({ out: tanh(b, x) }),
    gelu_erf: (b, { x }) => ({ out: gelu(b, x, { approximate: 'none' }) }),
    gelu_tanh: (b, { x }) => ({ out: gelu(b, x, { approximate: 'tanh' }) }),
    softmax: (b, { x }, { axis }) => ({ out: softmax(b, x, { axis: Number(axis) }) }),
    log_softmax: (b, { x }, { axis }) => ({ out: logSoftmax(b, x, { axis: Number(axis) }) }),
  },
  absent: ['silu', 'softplus', 'leaky_relu', 'elu', 'log_sigmoid', 'hardsigmoid'],
};
