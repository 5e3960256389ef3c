import { PlanError } from '../../tensor/errors';
import { showShape, sizeOf } from '../../tensor/shape';
import type { Shape } from '../../tensor/types';

/** A nest of loops, outermost first, with the strides at which each operand is read. */
export interface Loops {
  readonly sizes: readonly number[];
  /** One list per operand; stride 0 repeats the operand along that axis. */
  readonly strides: readonly (readonly number[])[];
}

/**
 * The same walk in as few loops as possible: axes of length one vanish, and neighbouring axes that
 * every operand passes through without a jump become one. At least one loop is left.
 * `[2,3,4] + [4] → sizes [6,4], strides [4,1] and [0,1]`
 */
export function collapse(sizes: Shape, strides: readonly (readonly number[])[]) {
  const outSizes: number[] = [];
  const outStrides = strides.map((): number[] => []);
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    const size = sizes[axis];
    if (size === 1) continue;
    const joins =
      outSizes.length > 0 && strides.every((s, k) => s[axis] === outStrides[k][0] * outSizes[0]);
    if (joins) {
      outSizes[0] *= size;
    } else {
      outSizes.unshift(size);
      strides.forEach((s, k) => {
        outStrides[k].unshift(s[axis]);
      });
    }
  }
  if (outSizes.length === 0) {
    outSizes.push(1);
    for (const s of outStrides) s.push(0);
  }
  return { sizes: outSizes, strides: outStrides };
}

/** Where each combination of indices starts in one operand, in row-major order of the loops. */
export function offsetsOf(sizes: Shape, strides: readonly number[]): Int32Array {
  const offsets = new Int32Array(sizeOf(sizes));
  let filled = 1;
  let block = offsets.length;
  for (let axis = 0; axis < sizes.length; axis++) {
    // Each start known so far is spread over the axis.
    const inner = block / sizes[axis];
    for (let at = 0; at < filled; at++) {
      const base = offsets[at * block];
      for (let i = 1; i < sizes[axis]; i++) {
        offsets[at * block + i * inner] = base + i * strides[axis];
      }
    }
    filled *= sizes[axis];
    block = inner;
  }
  return offsets;
}

/**
 * Loops as shader constants: `size1…` (the outermost size is never needed) and `<operand>0…` for the
 * strides, padded on the outside to `rank` loops. `prefix` stands before `size`.
 * @throws PlanError when there are more loops than the shader has.
 */
export function loopConstants(
  op: string,
  loops: Loops,
  operands: readonly string[],
  rank: number,
  prefix = '',
): Record<string, number> {
  const missing = rank - loops.sizes.length;
  if (missing < 0) {
    throw new PlanError(
      `${op}: the shapes need ${loops.sizes.length} nested loops ${showShape(loops.sizes)}, but its ` +
        `kernel has ${rank}; reshape the operands so that fewer axes alternate.`,
    );
  }
  const constants: Record<string, number> = {};
  for (let i = 0; i < rank; i++) {
    if (i > 0) constants[`${prefix}size${i}`] = i < missing ? 1 : loops.sizes[i - missing];
    operands.forEach((name, k) => {
      constants[`${name}${i}`] = i < missing ? 0 : loops.strides[k][i - missing];
    });
  }
  return constants;
}
