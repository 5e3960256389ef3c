import type { AnyOp } from '../graph/op';
import { addOp } from './add';
import { causalMaskOp } from './causal-mask';
import { correctOp } from './correct';
import { crossEntropyGradOp, crossEntropyOp } from './cross-entropy';
import { divOp } from './div';
import { dropoutOp } from './dropout';
import { embeddingOp } from './embedding';
import { fillOp } from './fill';
import { geluGradOp, geluOp, geluTanhGradOp, geluTanhOp } from './gelu';
import { mergeHeadsOp, splitHeadsOp } from './heads';
import { layerNormGradGainOp, layerNormGradXOp, layerNormOp } from './layer-norm';
import { logSoftmaxGradOp, logSoftmaxOp } from './log-softmax';
import { maskFillOp } from './mask-fill';
import { matmulOp } from './matmul';
import { meanOp } from './mean';
import { mseGradOp, mseOp } from './mse';
import { mulOp } from './mul';
import { overrideOp } from './override';
import { paddingMaskOp } from './padding-mask';
import { randomUniformOp } from './random-uniform';
import { reluGradOp, reluOp } from './relu';
import { reshapeOp } from './reshape';
import { sampleBatchOp } from './sample-batch';
import { scaleOp } from './scale';
import { sequentialBatchOp } from './sequential-batch';
import { sigmoidGradOp, sigmoidOp } from './sigmoid';
import { sinusoidalPositionsOp } from './sinusoidal-positions';
import { padOp, sliceOp } from './slice';
import { softmaxGradOp, softmaxOp } from './softmax';
import { sourceOp } from './source';
import { subOp } from './sub';
import { expandOp, sumOp } from './sum';
import { takeRowsGradOp, takeRowsOp } from './take-rows';
import { tanhGradOp, tanhOp } from './tanh';

/** Every operation of the engine, gradient helpers included. */
export const OPS: readonly AnyOp[] = [
  // Sources and views
  sourceOp,
  fillOp,
  reshapeOp,

  // Elementwise
  scaleOp,
  addOp,
  subOp,
  mulOp,
  divOp,
  reluOp,
  reluGradOp,
  tanhOp,
  tanhGradOp,
  sigmoidOp,
  sigmoidGradOp,
  geluOp,
  geluGradOp,
  geluTanhOp,
  geluTanhGradOp,
  overrideOp,

  // Products, sums and rearrangements
  matmulOp,
  sumOp,
  meanOp,
  expandOp,
  splitHeadsOp,
  mergeHeadsOp,
  sliceOp,
  padOp,

  // Attention, normalisation and losses
  softmaxOp,
  softmaxGradOp,
  logSoftmaxOp,
  logSoftmaxGradOp,
  maskFillOp,
  causalMaskOp,
  paddingMaskOp,
  sinusoidalPositionsOp,
  layerNormOp,
  layerNormGradXOp,
  layerNormGradGainOp,
  crossEntropyOp,
  crossEntropyGradOp,
  mseOp,
  mseGradOp,
  correctOp,

  // Tables, random numbers and batches
  takeRowsOp,
  embeddingOp,
  takeRowsGradOp,
  randomUniformOp,
  dropoutOp,
  sampleBatchOp,
  sequentialBatchOp,
];
