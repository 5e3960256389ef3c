import { elu } from '../../ops/elu';
import { gelu } from '../../ops/gelu';
import { hardSigmoid } from '../../ops/hard-sigmoid';
import { leakyRelu } from '../../ops/leaky-relu';
import { logSigmoid } from '../../ops/log-sigmoid';
import { logSoftmax } from '../../ops/log-softmax';
import { relu } from '../../ops/relu';
import { sigmoid } from '../../ops/sigmoid';
import { silu } from '../../ops/silu';
import { softmax } from '../../ops/softmax';
import { softplus } from '../../ops/softplus';
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
    silu: (b, { x }) => ({ out: silu(b, x) }),
    softplus: (b, { x }) => ({ out: softplus(b, x) }),
    leaky_relu: (b, { x }) => ({ out: leakyRelu(b, x) }),
    elu: (b, { x }) => ({ out: elu(b, x) }),
    log_sigmoid: (b, { x }) => ({ out: logSigmoid(b, x) }),
    hardsigmoid: (b, { x }) => ({ out: hardSigmoid(b, x) }),
    softmax: (b, { x }, { axis }) => ({ out: softmax(b, x, { axis: Number(axis) }) }),
    log_softmax: (b, { x }, { axis }) => ({ out: logSoftmax(b, x, { axis: Number(axis) }) }),
  },
  absent: [],
};
