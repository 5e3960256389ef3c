import type { Data } from '../data';
import type { Workload } from '../workload';

/** What every library trains with; the other settings of Adam are its paper's. */
export const LEARNING_RATE = 1e-3;

/** A library on one backend, with its device at hand. */
export interface Peer {
  /** The device's name, where it has one. */
  readonly device: string;
  prepare(workload: Workload, data: WorkloadData): Promise<Prepared>;
}

export interface WorkloadData {
  readonly parameters: Readonly<Record<string, Data>>;
  readonly inputs: Readonly<Record<string, Data>>;
}

/** A workload ready to be run. */
export interface Prepared {
  /**
   * One step. Training: resolves with the loss before the update, which is read back. Otherwise
   * resolves when the result is there, without reading it.
   */
  readonly step: () => Promise<number>;
  /** Several steps queued at once; resolves with the last loss. Where the library can. */
  readonly steps?: (count: number) => Promise<number>;
  /** What the last step computed, where it does not train. */
  readonly output: () => Promise<Float32Array>;
  /** Every dispatch and its memory, where the library knows them beforehand. */
  readonly plan?: string;
  /** Milliseconds of each dispatch by itself, where the library can tell. */
  readonly profile?: () => Promise<readonly KernelTime[]>;
}

export interface KernelTime {
  readonly label: string;
  readonly kernel: string;
  readonly ms: number;
}
