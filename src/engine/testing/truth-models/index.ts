import type { TruthSuite } from '../truth';
import { activations } from './activations';
import { linearEmbedding } from './linear-embedding';
import { losses } from './losses';
import { mha } from './mha';
import { norms } from './norms';
import { sdpa } from './sdpa';
import { transformerEncoderLayer } from './transformer-encoder-layer';

/** Every file of reference results that the engine is tested against, on each backend. */
export const TRUTH_SUITES: readonly TruthSuite[] = [
  activations,
  linearEmbedding,
  losses,
  mha,
  norms,
  sdpa,
  transformerEncoderLayer,
];
