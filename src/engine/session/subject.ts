import type { Backend, Region } from '../backends/backend';
import type { Dataset, ShownExample } from '../data/dataset';
import type { Intervention } from '../experiment/schema';
import type { ModelSpec } from '../models/spec';
import type { DataMemory } from './data-memory';
import type { ReplacedCells } from './probe';

/** A trained model, its data and the example on screen: what a question computes with. */
export interface Subject {
  readonly backend: Backend;
  /** Of buffers, another one each time. */
  readonly prefix: string;
  readonly model: ModelSpec;
  readonly dataset: Dataset;
  readonly data: DataMemory;
  /** Where the parameters lie; training writes them there. */
  readonly parameters: ReadonlyMap<string, Region>;
  readonly shown: ShownExample;
  readonly edits: ReplacedCells;
  /** On the shown example. */
  readonly interventions: readonly Intervention[];
  /** That training has now, and its evaluation with it. */
  readonly trainedWith: readonly Intervention[];
}

const NO_CELLS: ReadonlyMap<number, number> = new Map();
/** As an example is without anything changed by hand. */
export const NOTHING_REPLACED: ReplacedCells = { overridden: [], overridesOf: () => NO_CELLS };
