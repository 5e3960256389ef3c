import type { Region } from '../plan/step';

/** What every optimiser reads and writes, besides what it keeps for itself. */
export interface UpdateRegions {
  /** All parameters together. */
  readonly parameters: Region;
  /** Their gradients in the same places, in another buffer. */
  readonly gradients: Region;
  /** Norm, learning rate, clip factor and step, from `normStep`: `NORM_LENGTH` elements. */
  readonly norm: Region;
  /** Content: `hyperValues`; may be written anew at any step. */
  readonly hyper: Region;
}
