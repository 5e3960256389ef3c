/** Element types. Both are 32 bits wide, so that every buffer can be addressed in elements. */
export type DType = 'f32' | 'i32';

/** Sizes of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

export type TensorData = Float32Array | Int32Array;

/** Names of axes: see "Names" in docs/architecture.md. `1` is an axis of length one kept for broadcasting. */
export type Axis =
  | 'B'
  | 'T'
  | 'Tq'
  | 'Tk'
  | 'C'
  | 'H'
  | 'D'
  | 'V'
  | 'F'
  | 'K'
  | 'Y'
  | 'X'
  | 'G'
  | 'R'
  | 'S'
  | '1';

/** How the values of a tensor are to be shown: decides its colour scale, nothing else. */
export type ValueKind = 'signed' | 'probability' | 'mask' | 'index';
