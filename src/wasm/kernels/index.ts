// Loops of the CPU backend on memory that tensors live in. Compiled by AssemblyScript.
export { binary, copy, dropout, scale, unary, unaryGrad } from './elementwise';
export { gru, gruGrad } from './gru';
export { linear } from './linear';
export { lstm, lstmGrad } from './lstm';
export { layerNorm, layerNormGradX } from './norms';
export { adam } from './optimiser';
export { maxPool } from './pooling';
export { rnn, rnnGrad } from './rnn';
export {
  crossEntropyGrad,
  largest,
  logSoftmaxGrad,
  softmax,
  softmaxGrad,
  sumColumns,
  sumExp,
  sumRow,
  sumRows,
  sumSquares,
} from './rows';
