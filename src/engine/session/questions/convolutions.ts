import { type ConvolutionLayer, convolutionsOf } from '../inspect/convolutions';
import type { Question } from './question';

/** The convolutions of the shown model, and what their tensors are called. */
export const convolutions: Question<Record<string, never>, readonly ConvolutionLayer[]> = async ({
  bench,
}) => convolutionsOf(bench.probe.nodes);
