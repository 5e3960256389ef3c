import * as adversarial from './adversarial';
import * as attention from './attention';
import * as dense from './dense';
import * as dotProduct from './dot-product';
import * as general from './general-attention';
import * as gatedMean from './gated-mean';
import * as generator from './generator';
import * as mapTokens from './map-tokens';
import * as maps from './maps';
import * as pooling from './pooling';
import * as recurrent from './recurrent';
import * as segments from './segments';
import * as sequenceConvolution from './sequence-convolution';
import * as transformer from './transformer';
import * as words from './words';

const { PAD: _, ...wordBlocks } = words;

/** Every kind of layer that a model specification can name. */
export const BLOCKS = {
  ...wordBlocks,
  ...transformer,
  ...recurrent,
  ...attention,
  ...dotProduct,
  ...general,
  ...pooling,
  ...dense,
  ...maps,
  ...mapTokens,
  ...gatedMean,
  ...segments,
  ...generator,
  ...adversarial,
  ...sequenceConvolution,
};
