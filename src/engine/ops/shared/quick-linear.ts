import type { TensorData } from '../../tensor/types';
import { withKernels } from './kernels';
import { type LinearSpec, ONE_TERM, productsOf } from './linear-kernel';

/** Panels of src/wasm/kernels/linear.ts. */
const [ROWS, COLS] = [4, 8];
const BYTES = 4;
const ACTIVATIONS = { none: 0, relu: 1, tanh: 2, sigmoid: 3 } as const;

/**
 * The products of a spec in single precision by WebAssembly, read and written where the tensors lie,
 * over tensors in the order of the bindings; null where WebAssembly cannot be had, or has no such product.
 */
export function quickLinear(spec: LinearSpec, data: readonly TensorData[]): (() => void) | null {
  if (spec.residual?.slope) return null;
  const products = productsOf(spec, data);
  const { rows, inner, cols, a, b, c, terms = ONE_TERM, alpha = 1, act = 'none' } = spec;
  const panelsA = a.inner === 1 ? 0 : Math.ceil(rows / ROWS) * ROWS * inner;
  const written = products.map((product) => data.indexOf(product.c));
  const operands = { data, writes: written, scratch: COLS * inner + panelsA };
  return withKernels(operands, (kernels, addresses, scratch) => {
    const at = (tensor: TensorData) => addresses[data.indexOf(tensor)];
    const calls = products.map((product) => ({
      starts: product.starts,
      fromA: at(product.a),
      fromB: at(product.b),
      to: at(product.c),
      bias: product.bias ? at(product.bias) + product.biasStart * BYTES : 0,
      residual: product.residual ? at(product.residual) + product.residualShift * BYTES : 0,
    }));
    return () => {
      for (const { starts, fromA, fromB, to, bias, residual } of calls) {
        for (let n = 0; n < starts.c.length; n++) {
          const start = starts.c[n] * BYTES;
          for (let t = 0; t < terms.count; t++) {
            // All terms after the first are added to what is there.
            const before = t > 0 ? to + start : residual === 0 ? 0 : residual + start;
            kernels.linear(
              fromA + (starts.a[n] + t * terms.a) * BYTES,
              a.row,
              a.inner,
              fromB + (starts.b[n] + t * terms.b) * BYTES,
              b.inner,
              b.col,
              to + start,
              c.row,
              c.col,
              rows,
              inner,
              cols,
              alpha,
              bias,
              ACTIVATIONS[act],
              before,
              scratch,
            );
          }
        }
      }
    };
  });
}
