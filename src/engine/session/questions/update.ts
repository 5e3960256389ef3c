import { GraphError, InputError } from '../../tensor/errors';
import { flatOf } from '../../tensor/shape';
import { optimizerOf } from '../inspect/try-update';
import type { Question } from './question';

/** What one update would make of one number of a parameter. */
export interface UpdateAnswer {
  readonly before: number;
  readonly after: number;
  /** Of the loss of the shown example alone; a training step has the mean over its batch. */
  readonly gradient: number;
  /** What the optimiser keeps of this number, after the update. */
  readonly moments: readonly number[];
  /** Norm of all gradients together, what clipping multiplies them by, and the learning rate. */
  readonly norm: number;
  readonly clip: number;
  readonly rate: number;
  readonly optimizer: string;
  /** In TeX. */
  readonly equation: string;
}

/** Tries an update by the gradients of the shown example, on copies: nothing of the training changes. */
export const update: Question<
  { readonly name: string; readonly index: readonly number[] },
  UpdateAnswer
> = async ({ bench }, { name, index }) => {
  const { trainer, probe } = bench;
  const spec = trainer?.parameterSpecs.find((one) => one.name === name);
  if (!trainer || !spec) {
    throw new GraphError(`"${name}" is no parameter that training changes.`, name);
  }
  if (bench.runs?.looksBack) {
    throw new InputError(
      `An update can be tried at the present only; step ${bench.shownStep} is shown. Go back to the present first.`,
      name,
    );
  }
  const flat = flatOf(spec.shape, index);
  if (!(flat >= 0) || index.length !== spec.shape.length) {
    throw new GraphError(`"${name}" has no cell [${index.join(',')}].`, name);
  }
  const named = trainer.parameterSpecs
    .map((one) => ({ name: one.name, gradient: `grad:${one.name}` }))
    .filter(({ gradient }) => probe.has(gradient));
  const data = await probe.read(named.map(({ gradient }) => gradient));
  const gradients = new Map(named.map((one, i) => [one.name, data[i]]));
  const { offset, tried } = await trainer.tryUpdate(gradients, name);
  const at = offset + flat;
  const { equation, name: optimizer } = optimizerOf(trainer.training);
  return {
    before: tried.before[at],
    after: tried.after[at],
    gradient: gradients.get(name)?.[flat] ?? 0,
    moments: tried.moments.map((moment) => moment[at]),
    norm: tried.norm,
    clip: tried.clip,
    rate: tried.rate,
    optimizer,
    equation,
  };
};
