import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { applyTakeRows, defineTakeRows, type TakeRowsAttrs } from './take-rows';

export const embeddingOp = defineTakeRows('embedding', {
  summary: 'Looks up the vector of each word in a learned table.',
  source: 'Bengio et al. 2003, section 2 (the table C)',
});

/**
 * The learned vector of each id. `f32[V,C], i32[…] → f32[…,C]`
 *
 * @param attrs.fill          value of rows that the table does not have (an id of −1); 0 unless given
 * @param attrs.paddingIndex  a row that gets no gradient; none unless given
 */
export function embedding(
  b: Builder,
  table: Node,
  ids: Node,
  attrs: Partial<TakeRowsAttrs> = {},
  options?: NodeOptions,
): Node {
  return applyTakeRows(b, embeddingOp, table, ids, attrs, options);
}
