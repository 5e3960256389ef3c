import {
  type OtherAttention,
  type OtherAttentionRequest,
  withOtherAttention,
} from '../importance/other-attention';
import type { Question } from './question';

/** The answer when the weights of attention are given to other keys; null where it depends on none. */
export const otherAttention: Question<OtherAttentionRequest, OtherAttention | null> = (
  { bench },
  request,
) => withOtherAttention(bench.subject(), request);
