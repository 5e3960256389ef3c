import type * as JaxJs from '@jax-js/jax';

// Layers for jax-js, in its own idiom. A function consumes its arguments; `.ref` keeps one for later.

type Jax = typeof JaxJs;
type Array = JaxJs.Array;

/** x·W + b. */
export function dense({ numpy: np }: Jax, x: Array, kernel: Array, bias?: Array): Array {
  const y = np.matmul(x, kernel);
  return bias ? y.add(bias) : y;
}

export function layerNorm({ nn }: Jax, x: Array, gain: Array, bias: Array): Array {
  return nn.standardize(x, -1, { epsilon: 1e-5 }).mul(gain).add(bias);
}

/** Mean cross-entropy of the logits' last axis with class numbers. */
export function crossEntropy({ nn, numpy: np }: Jax, logits: Array, target: Array): Array {
  const classes = logits.shape[logits.shape.length - 1];
  const count = target.size;
  const picked = nn.logSoftmax(logits, -1).mul(nn.oneHot(target, classes));
  return np.sum(picked).mul(-1 / count);
}

/**
 * Long short-term memory in both directions, which walk side by side: half as many kernels as one
 * after the other. `[B,T,C], [2,C,4H], [2,H,4H], [2,1,4H] → [B,T,2H]`
 */
export function bidirectionalLstm(
  { numpy: np, nn }: Jax,
  x: Array,
  { W, U, b }: { W: Array; U: Array; b: Array },
): Array {
  const [batch, steps, width] = x.shape;
  const hidden = U.shape[1];
  const both = np.stack([x.ref, np.flip(x, 1)]).reshape([2, batch * steps, width]);
  const product = np
    .matmul(both, W)
    .add(b)
    .reshape([2, batch, steps, 4 * hidden]);
  const projected = np.unstack(product, 2);
  const states: Array[] = [];
  let h = np.zeros([2, batch, hidden]);
  let c = np.zeros([2, batch, hidden]);
  for (const before of projected) {
    const [i, f, g, o] = np.split(before.add(np.matmul(h, U.ref)), 4, 2);
    c = nn
      .sigmoid(f)
      .mul(c)
      .add(nn.sigmoid(i).mul(np.tanh(g)));
    h = nn.sigmoid(o).mul(np.tanh(c.ref));
    states.push(h.ref);
  }
  h.dispose();
  c.dispose();
  U.dispose();
  const [forward, backward] = np.unstack(np.stack(states, 2), 0);
  return np.concatenate([forward, np.flip(backward, 1)], 2);
}
