import type { Backend, Region } from '../../backends/backend';
import { NORM } from '../../optim/clip-norm';
import { type OptimizerRegions, OPTIMIZERS, optimizerSteps } from '../../optim/optimizer';
import type { TrainingSpec } from '../../optim/training';
import { aligned } from '../../plan/plan';
import type { TensorData } from '../../tensor/types';

export interface UpdateTrial {
  readonly backend: Backend;
  /** Prefix of the buffers that the trial needs for itself. */
  readonly prefix: string;
  readonly training: TrainingSpec;
  /** Where the training has its parameters, moments and settings. */
  readonly regions: OptimizerRegions;
  /** Where in the parameters each one lies, and the gradient that it is to be updated by. */
  readonly gradients: readonly { readonly offset: number; readonly data: TensorData }[];
}

/** All parameters before and after an update, and what the optimiser keeps of it. */
export interface TriedUpdate {
  readonly before: TensorData;
  readonly after: TensorData;
  readonly moments: readonly TensorData[];
  /** Norm of all gradients together before clipping, and what clipping multiplies them by. */
  readonly norm: number;
  readonly clip: number;
  readonly rate: number;
}

/**
 * What the optimiser would make of the parameters, given some gradients: the same dispatches as in
 * training, on copies. It counts a step on the device; the caller sets that back.
 */
export async function tryUpdate(trial: UpdateTrial): Promise<TriedUpdate> {
  const { backend, prefix, training, regions, gradients } = trial;
  const copyOf = (region: Region, name: string): Region => ({
    ...region,
    buffer: `${prefix}.${name}`,
    offset: 0,
  });
  const copies: OptimizerRegions = {
    parameters: copyOf(regions.parameters, 'parameters'),
    gradients: copyOf(regions.gradients, 'gradients'),
    norm: copyOf(regions.norm, 'norm'),
    hyper: copyOf(regions.hyper, 'hyper'),
    moments: regions.moments.map((moment, i) => copyOf(moment, `moment.${i}`)),
  };
  const { parameters, hyper, moments } = copies;
  const all = [parameters, copies.gradients, copies.norm, hyper, ...moments];
  backend.allocate(all.map(({ buffer, length }) => ({ name: buffer, length: aligned(length) })));
  try {
    const sources = [regions.parameters, regions.hyper, ...regions.moments];
    const values = await backend.read(sources);
    [parameters, hyper, ...moments].forEach((to, i) => backend.write(to, values[i]));
    for (const { offset, data } of gradients) {
      backend.write({ ...copies.gradients, offset, length: data.length }, data);
    }
    const program = await backend.prepare(optimizerSteps(training, copies));
    try {
      program.run(1);
      const [after, norm, ...kept] = await backend.read([parameters, copies.norm, ...moments]);
      return {
        before: values[0],
        after,
        moments: kept,
        norm: norm[NORM.norm],
        clip: norm[NORM.clip],
        rate: norm[NORM.rate],
      };
    } finally {
      program.destroy();
    }
  } finally {
    backend.free(all.map(({ buffer }) => buffer));
  }
}

/** The optimiser of a training, for people. */
export function optimizerOf({ optimizer, nesterov, centered, amsgrad }: TrainingSpec) {
  return (
    OPTIMIZERS.find(
      ({ choice }) =>
        choice.optimizer === optimizer &&
        (choice.nesterov ?? false) === (nesterov ?? false) &&
        (choice.centered ?? false) === (centered ?? false) &&
        (choice.amsgrad ?? false) === (amsgrad ?? false),
    ) ?? OPTIMIZERS[0]
  );
}
