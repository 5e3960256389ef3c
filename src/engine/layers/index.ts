// Written by `npm run index`.
/** The layers as functions that add their nodes and parameters to a graph. */
export { additiveAttention, additivePool, multiplicativeAttention } from './additive-attention';
export { attentionMean, attentionPool, queryPool, selfAttention } from './attention';
export { coAttention } from './co-attention';
export {
  conv1dLayer,
  conv2dLayer,
  convTranspose1dLayer,
  convTranspose2dLayer,
} from './convolution';
export { decoderLayer } from './decoder';
export { drop } from './drop';
export { encoderLayer, perceptron, residual } from './encoder';
export { linear } from './linear';
export { mapAttention } from './map-attention';
export { channelGate, spatialGate } from './map-gates';
export { allMasks, keyMask, placeMask } from './masks';
export { multiHeadAttention } from './multi-head';
export {
  batchNorm,
  groupNorm,
  instanceNorm,
  layerNormLayer,
  rmsNormLayer,
  spectralNorm,
} from './norms';
export { addPositions, positionBias, rotated } from './positions';
export { recurrent, recurrentLayer, recurrentStack } from './recurrent';
export { relativeAttention } from './relative-attention';
export { attend, attentionPattern, headScores } from './scores';
