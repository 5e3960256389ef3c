import type { Backend, BufferSpec, Region } from '../backends/backend';
import type { Dataset, SplitName } from '../data/dataset';
import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { NO_TARGET } from '../models/losses';
import type { LossSpec } from '../models/spec';
import { embedding } from '../ops/embedding';
import { reshape } from '../ops/reshape';
import { input } from '../ops/source';
import { aligned } from '../plan/plan';
import { sizeOf } from '../tensor/shape';

/** Most examples of one batch of an evaluation. */
export const EVALUATION_BATCH = 64;

const SPLITS = ['train', 'validation'] as const;

/** The data on the device, once for all models that learn from it. */
export interface DataMemory {
  readonly dataset: Dataset;
  /** Where the tensors `data.FIELD` of a split lie. */
  readonly regions: (split: SplitName) => ReadonlyMap<string, Region>;
  readonly free: () => void;
}

/** Brings a data set to the device. */
export function placeData(backend: Backend, prefix: string, dataset: Dataset): DataMemory {
  const buffers: BufferSpec[] = [];
  const regions = Object.fromEntries(
    SPLITS.map((split) => [
      split,
      new Map(
        Object.entries(dataset.fields).map(([name, { dtype }]): [string, Region] => {
          const { length } = dataset[split].values[name];
          const buffer = `${prefix}.${split}.${name}`;
          buffers.push({ name: buffer, length: aligned(length) });
          return [`data.${name}`, { buffer, offset: 0, length, dtype }];
        }),
      ),
    ]),
  ) as Record<SplitName, Map<string, Region>>;
  backend.allocate(buffers);
  for (const split of SPLITS) {
    for (const [name, region] of regions[split]) {
      backend.write(region, dataset[split].values[name.slice('data.'.length)]);
    }
  }
  return {
    dataset,
    regions: (split) => regions[split],
    free: () => backend.free(buffers.map(({ name }) => name)),
  };
}

/** The fields of a batch: rows of the data chosen on the device. Rows of −1 give the field's fill. */
export function batchInputs(
  dataset: Dataset,
  split: SplitName,
  choose: (b: Builder) => Node,
): (b: Builder) => Readonly<Record<string, Node>> {
  const { count } = dataset[split];
  return (b) => {
    const rows = choose(b);
    const [batch] = rows.type.shape;
    return Object.fromEntries(
      Object.entries(dataset.fields).map(([name, field]) => {
        const { dtype, shape, fill = 0, kind } = field;
        const flat = shape.length <= 1;
        const data = input(b, flat ? [count, ...shape] : [count, sizeOf(shape)], {
          name: `data.${name}`,
          dtype,
        });
        const named = { name, axes: ['B', ...field.axes], ...(kind ? { kind } : {}) } as const;
        const taken = embedding(b, data, rows, { fill }, flat ? named : {});
        return [name, flat ? taken : reshape(b, taken, [batch, ...shape], named)];
      }),
    );
  };
}

/** The largest batch of an evaluation of which a whole number makes so many examples. */
export function fullBatchOf(count: number): number {
  let batch = Math.min(EVALUATION_BATCH, count);
  while (count % batch !== 0) batch--;
  return batch;
}

/** How many items the sums of an evaluation are over: answers where answers are classes, spelt examples, else numbers. */
export function itemsOf(dataset: Dataset, split: SplitName, { kind, target }: LossSpec): number {
  const { count, values: all } = dataset[split];
  if (kind === 'ctc') return count;
  const values = all[target];
  if (!(values instanceof Int32Array)) return values.length;
  return values.reduce((sum, value) => sum + (value === NO_TARGET ? 0 : 1), 0);
}
