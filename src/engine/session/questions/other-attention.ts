import {
  type OtherAttention,
  type OtherAttentionRequest,
  withOtherAttention,
} from '../importance/other-attention';
import type { Question } from './question';

/** The answer when the weights of attention are given to other keys. */
export const otherAttention: Question<OtherAttentionRequest, OtherAttention> = (
  { bench },
  request,
) => withOtherAttention(bench.subject(), request);
