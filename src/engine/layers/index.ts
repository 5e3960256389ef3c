// Written by `npm run index`.
/** The layers as functions that add their nodes and parameters to a graph. */
export { attentionPool, drop, selfAttention } from './attention';
export { encoderLayer } from './encoder';
export { linear } from './linear';
