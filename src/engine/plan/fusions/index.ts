import type { Fusion } from '../fuse';
import { activated } from './activated';
import { attention } from './attention';
import { columnSums } from './column-sums';
import { concatenated } from './concatenated';
import { layerNormGradients, layerNormParameters } from './layer-norm';
import { linear } from './linear';
import { rearranged } from './rearranged';
import { recurrence } from './recurrence';
import { weightGradient } from './weight-gradient';

/** Tried in this order at every node. */
export const FUSIONS: readonly Fusion[] = [
  attention,
  layerNormGradients,
  layerNormParameters,
  weightGradient,
  linear,
  activated,
  columnSums,
  concatenated,
  recurrence,
  rearranged,
];
