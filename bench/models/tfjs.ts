import type * as Tfjs from '@tensorflow/tfjs-core';

// Layers for TensorFlow.js, in its own idiom: fused operations where they have a gradient.

type Tf = typeof Tfjs;
type Tensor = Tfjs.Tensor;

/** x·W + b, with the rows of x as one matrix. */
export function dense(
  tf: Tf,
  x: Tensor,
  kernel: Tensor,
  bias?: Tensor,
  activation: 'linear' | 'relu' = 'linear',
): Tensor {
  const width = x.shape[x.shape.length - 1];
  const a = x.shape.length === 2 ? x : tf.reshape(x, [-1, width]);
  const y = tf.fused.matMul({
    a,
    b: kernel,
    bias,
    activation,
  });
  return x.shape.length === 2 ? y : tf.reshape(y, [...x.shape.slice(0, -1), kernel.shape[1] ?? -1]);
}

/** softmax(q·kᵀ / √D)·v. `[…,T,D] three times → […,T,D]`; `bias` is added to the scores. */
export function attention(tf: Tf, q: Tensor, k: Tensor, v: Tensor, bias?: Tensor): Tensor {
  const scores = tf.matMul(q, k, false, true);
  const scaled = tf.mul(scores, 1 / Math.sqrt(q.shape[q.shape.length - 1]));
  return tf.matMul(tf.softmax(bias ? tf.add(scaled, bias) : scaled), v);
}

export function layerNorm(tf: Tf, x: Tensor, gain: Tensor, bias: Tensor): Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  const normalised = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normalised, gain), bias);
}

/** GELU in its tanh form. */
export function gelu(tf: Tf, x: Tensor): Tensor {
  const inner = tf.mul(
    Math.sqrt(2 / Math.PI),
    tf.add(x, tf.mul(0.044715, tf.mul(x, tf.square(x)))),
  );
  return tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(inner)));
}

/**
 * Rows of a table. Where the backend has no kernel for the gradient of a gather, a product with
 * one-hot rows stands for it.
 */
export function embedding(tf: Tf, table: Tensor, rows: Tensor): Tensor {
  if (tf.getBackend() !== 'wasm') return tf.gather(table, rows);
  const oneHot = tf.oneHot(tf.reshape(rows, [-1]), table.shape[0]);
  const found = tf.matMul(tf.cast(oneHot, 'float32'), table);
  return tf.reshape(found, [...rows.shape, table.shape[1] ?? -1]);
}

/** Mean cross-entropy of the logits' last axis with class numbers. */
export function crossEntropy(tf: Tf, logits: Tensor, target: Tensor): Tensor {
  const classes = logits.shape[logits.shape.length - 1];
  const oneHot = tf.oneHot(tf.reshape(target, [-1]), classes);
  return tf.losses.softmaxCrossEntropy(oneHot, tf.reshape(logits, [-1, classes]));
}

/**
 * Long short-term memory in both directions, which walk side by side: half as many kernels as one
 * after the other. `[B,T,C], [2,C,4H], [2,H,4H], [2,1,4H] → [B,T,2H]`
 */
export function bidirectionalLstm(
  tf: Tf,
  x: Tensor,
  { W, U, b }: { W: Tensor; U: Tensor; b: Tensor },
): Tensor {
  const [batch, steps, width] = x.shape;
  const [, hidden] = U.shape as [number, number, number];
  const both = tf.reshape(tf.stack([x, tf.reverse(x, 1)]), [2, batch * steps, width]);
  const product = tf.reshape(tf.add(tf.matMul(both, W), b), [2, batch, steps, 4 * hidden]);
  const states: Tensor[] = [];
  let h: Tensor = tf.zeros([2, batch, hidden]);
  let c: Tensor = tf.zeros([2, batch, hidden]);
  for (const before of tf.unstack(product, 2)) {
    const [i, f, g, o] = tf.split(tf.add(before, tf.matMul(h, U)), 4, 2);
    c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    h = tf.mul(tf.sigmoid(o), tf.tanh(c));
    states.push(h);
  }
  const [forward, backward] = tf.unstack(tf.stack(states, 2));
  return tf.concat([forward, tf.reverse(backward, 1)], 2);
}
