import { InputError } from '../../tensor/errors';
import { FlowNetwork } from './max-flow';
import type { HeadWeights } from './attention-statistics';

/** A square matrix, row after row. */
export type Matrix = Float64Array;

/**
 * What one layer passes on: ½(A + I) with the heads averaged, each row divided by its sum. The I
 * stands for the residual connection. A query that attends nothing keeps its own. `→ f64[T,T]`
 * Source: Abnar & Zuidema 2020, section 3.
 * @throws InputError when queries and keys are not the same positions
 */
export function passedOn(name: string, heads: readonly HeadWeights[]): Matrix {
  const { queries: size, keys } = heads[0];
  if (size !== keys) {
    throw new InputError(
      `"${name}" has ${size} queries and ${keys} keys; only self-attention, with as many of both, passes on from layer to layer.`,
      name,
    );
  }
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    let sum = 0;
    for (let col = 0; col < size; col++) {
      const at = row * size + col;
      let weight = 0;
      for (const { data, offset } of heads) weight += data[offset + at];
      matrix[at] = (weight / heads.length + (row === col ? 1 : 0)) / 2;
      sum += matrix[at];
    }
    for (let col = 0; col < size; col++) matrix[row * size + col] /= sum;
  }
  return matrix;
}

/** a·b of two square matrices. */
function product(a: Matrix, b: Matrix, size: number): Matrix {
  const out = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < size; k++) {
      const x = a[row * size + k];
      if (x === 0) continue;
      for (let col = 0; col < size; col++) out[row * size + col] += x * b[k * size + col];
    }
  }
  return out;
}

/**
 * Attention rollout after each layer: R₁ = W₁, R_l = W_l R_(l−1), W as in {@link passedOn}. Row i says
 * how much of each input reaches position i.
 * Source: Abnar & Zuidema 2020, section 3, equation 1.
 */
export function rollout(layers: readonly Matrix[], size: number): Matrix[] {
  const found: Matrix[] = [];
  for (const layer of layers) {
    const before = found.at(-1);
    found.push(before ? product(layer, before, size) : layer);
  }
  return found;
}

/** The layers as a network: a node for each position before the first layer and after each. */
export function layerNetwork(layers: readonly Matrix[], size: number): FlowNetwork {
  const edges = layers.flatMap((layer, l) =>
    Array.from(layer, (capacity, at) => ({
      from: (l + 1) * size + Math.floor(at / size),
      to: l * size + (at % size),
      capacity,
    })).filter(({ capacity }) => capacity > 0),
  );
  return new FlowNetwork((layers.length + 1) * size, edges);
}
