import type { Node } from '../../graph/node';
import { div } from '../../ops/div';
import { fill } from '../../ops/fill';
import { log } from '../../ops/log';
import { matmul } from '../../ops/matmul';
import { maximum } from '../../ops/maximum';
import { mul } from '../../ops/mul';
import { reshape } from '../../ops/reshape';
import { scale } from '../../ops/scale';
import { softmax } from '../../ops/softmax';
import { sum } from '../../ops/sum';
import type { Builder } from '../../graph/builder';
import { block } from '../block';

interface DotProductSettings {
  /** Width d of queries, keys and values. */
  readonly width: number;
  /** Whether scores are divided by √d; true unless given. */
  readonly scaling?: boolean;
  /** Axis over which the weights sum to 1; over keys, which is attention, unless given. */
  readonly softmaxAxis?: 'keys' | 'queries';
  /** Whether the shown example has the weights' sums and entropy beside them; false unless given. */
  readonly entropy?: boolean;
  readonly sequence?: string;
  readonly keys?: string;
}

/**
 * Scaled dot-product attention as it is first met: one head, learned Q, K and V, no biases, nothing
 * after the sum. z = softmax((x_q W_q)(x_k W_k)ᵀ / √d)(x_k W_v). Inputs: what asks, what is asked.
 * `f32[B,Tq,C], f32[B,Tk,C] → f32[B,Tq,d]`; one query without an axis: `f32[B,C], … → f32[B,d]`
 * Parameters: `.Wq`, `.Wk`, `.Wv`. Tensors: `.q`, `.k`, `.v`, `.scores`, `.scaled`, `.pattern`,
 * `.z`; `.sums` and `.entropy`, f32[B,Tq,1].
 * Source: Vaswani et al. 2017, equation 1.
 */
export const dotProductAttention = block<DotProductSettings>(
  [2, 2],
  ({ m, name, inputs: [asking, asked], settings, purpose }) => {
    const { width, scaling = true, softmaxAxis = 'keys', entropy = false } = settings;
    const { sequence, keys } = settings;
    const { b } = m;
    const single = asking.type.shape.length === 2;
    m.section(name, single || sequence === keys ? 'attention' : 'crossAttention', {
      ...(sequence ? { sequence } : {}),
      ...(keys ? { keys } : {}),
    });
    const query: Node['axes'] = single ? ['B', '1'] : ['B', 'Tq'];
    const project = (x: Node, to: string, axes: Node['axes']) => {
      const from = x.type.shape[x.type.shape.length - 1];
      // Of variance 1 / in, so that whatever d is, numbers of q and k vary as much as those of x.
      const init = { kind: 'uniform', limit: Math.sqrt(3 / from) } as const;
      const weight = m.parameter(`${name}.W${to}`, [from, width], ['C', 'D'], init);
      return matmul(b, x, weight, {}, { name: `${name}.${to}`, axes: [...axes, 'D'] });
    };
    const [batch] = asking.type.shape;
    const own = single
      ? reshape(b, asking, [batch, 1, asking.type.shape[1]], { axes: ['B', '1', 'C'] })
      : asking;
    const q = project(own, 'q', query);
    const k = project(asked, 'k', ['B', 'Tk']);
    const v = project(asked, 'v', ['B', 'Tk']);

    const axes = [...query, 'Tk'] as const;
    let scores = matmul(b, q, k, { transposeB: true }, { name: `${name}.scores`, axes });
    if (scaling) {
      scores = scale(b, scores, 1 / Math.sqrt(width), { name: `${name}.scaled`, axes });
    }
    const axis = softmaxAxis === 'keys' ? -1 : -2;
    const named = { name: `${name}.pattern`, axes, kind: 'probability' } as const;
    const pattern = softmax(b, scores, { axis }, named);
    if (entropy && purpose === 'show') measure(b, name, pattern);
    const mixed = { name: `${name}.z`, axes: [...query, 'D'] } as const;
    if (!single) return { out: matmul(b, pattern, v, {}, mixed), pattern };
    const z = matmul(b, pattern, v, {}, { axes: mixed.axes });
    return { out: reshape(b, z, [batch, width], { ...mixed, axes: ['B', 'D'] }), pattern };
  },
);

/**
 * How much weight each query gives away, and how evenly: −Σ p ln p of its shares, in nats, from 0
 * (all to one key) to ln Tk (the same to each). `f32[B,Tq,Tk] → f32[B,Tq,1]` each
 * Source: Shannon 1948, section 6.
 */
function measure(b: Builder, name: string, pattern: Node): void {
  const axes = [...pattern.axes.slice(0, -1), '1'] as const;
  const over = { axes: [pattern.axes.length - 1], keepDims: true };
  const total = sum(b, pattern, over, { name: `${name}.sums`, axes });
  const shares = div(b, pattern, total);
  // 0·ln 0 is 0: a share that is too small for a number is left out.
  const logs = log(b, maximum(b, shares, fill(b, [], 1e-30)));
  scale(b, sum(b, mul(b, shares, logs), over), -1, { name: `${name}.entropy`, axes });
}
