import type { Backend, Region } from '../backends/backend';
import type { Dataset, ShownExample } from '../data/dataset';
import type { ModelSpec } from '../models/spec';
import type { DataMemory } from './data-memory';
import type { EditLog } from './edits';

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
  readonly edits: EditLog;
}
