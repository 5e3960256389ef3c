import {
  ablate as ablateHead,
  type AblateRequest,
  type Ablated,
  type AblationKind,
  ablateEach,
  type HeadAblation,
} from '../importance/ablation';
import type { Judged } from '../importance/held-out';
import type { Question } from './question';

/** The loss and the accuracy without one head, after so many steps of training. */
export const ablate: Question<AblateRequest, Ablated & { readonly step: number }> = async (
  { bench },
  request,
) => ({ ...(await ablateHead(bench, request)), step: bench.step });

/** The same of every head, on the held-out examples; null when cancelled. */
export const ablateAll: Question<
  { readonly kind: AblationKind },
  { readonly whole: Judged; readonly heads: readonly HeadAblation[]; readonly step: number } | null
> = async ({ bench, progress, cancelled }, { kind }) => {
  const found = await ablateEach(bench, kind, progress, cancelled);
  return found && { ...found, step: bench.step };
};
