import { add } from '../../ops/add';
import { embedding } from '../../ops/embedding';
import { matmul } from '../../ops/matmul';
import { reshape } from '../../ops/reshape';
import { scale } from '../../ops/scale';
import { softmax } from '../../ops/softmax';
import type { Node } from '../../graph/node';
import { linearLayer, part as within } from '../pytorch-layers';
import type { TruthTraining } from '../training-truth';
import text from '../truth/attention_lookup.json?raw';

/** One query looks up a value by its key. */
export const attentionLookup: TruthTraining = {
  text,
  model: (b, { keys, values, query }, params) => {
    const row = (name: string, ids: Node) => embedding(b, params[`${name}_emb.weight`], ids);
    const project = (name: string, x: Node) => linearLayer(b, within(params, name), x);
    const x = add(b, row('key', keys), row('val', values));
    const [batch, , width] = x.type.shape;
    const q = project('Wq', reshape(b, row('query', query), [batch, 1, width]));
    const scores = matmul(b, q, project('Wk', x), { transposeB: true });
    const weights = softmax(b, scale(b, scores, 1 / Math.sqrt(width)), { axis: -1 });
    const out = project('out', matmul(b, weights, project('Wv', x)));
    return { logits: reshape(b, out, [batch, out.type.shape[2]]), axis: -1 };
  },
};
