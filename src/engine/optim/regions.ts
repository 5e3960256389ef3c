import { grid } from '../ops/shared/grid';
import type { Region } from '../plan/step';

/** What every optimiser reads and writes, besides what it keeps for itself. */
export interface UpdateRegions {
  /** All parameters together. */
  readonly parameters: Region;
  /** Their gradients in the same places, in another buffer. */
  readonly gradients: Region;
  /** What is the same for all parameters, from `normStep`: `NORM_LENGTH` elements. */
  readonly norm: Region;
  /** Content: `hyperValues`; may be written anew at any step. */
  readonly hyper: Region;
}

/** Few enough parameters that each may have a thread; of more, a thread has several. */
const THREADS = 16_384;
/** Parameters of a thread at most. */
const SHARE = 16;

/** Workgroups of an update, in which a thread goes on by as many parameters as there are threads. */
export function updateGrid(count: number): [number, number, number] {
  return grid(Math.min(count, Math.max(THREADS, Math.ceil(count / SHARE))));
}
