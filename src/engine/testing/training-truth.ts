import { appendGradients } from '../autodiff/gradients';
import type { Backend, Region } from '../backends/backend';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { crossEntropy } from '../ops/cross-entropy';
import { input, parameter } from '../ops/source';
import { adamStep } from '../optim/adam';
import { recordStep } from '../optim/bookkeeping';
import { normStep } from '../optim/clip-norm';
import { hyperValues } from '../optim/hyper';
import { makePlan } from '../plan/plan';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { column, trainingMemory } from './training-memory';
import { compare, type TruthTensor, typed } from './truth';

/** Some elements of a tensor. */
interface Excerpt {
  readonly index: readonly number[];
  readonly value: readonly number[];
  readonly dev32?: number;
}

/** 30 steps of Adam on a small model, each with a batch of its own. */
export interface TrainingCase {
  readonly name: string;
  readonly params: Readonly<Record<string, TruthTensor>>;
  readonly batches: readonly Readonly<Record<string, TruthTensor>>[];
  /** Per step the loss and the gradient norm before it; the logits before the first. */
  readonly outputs: Readonly<Record<'loss' | 'grad_norm' | 'first_logits', TruthTensor>>;
  readonly first_step_grads_summary: Readonly<Record<string, Excerpt>>;
  readonly final_params_summary: Readonly<Record<string, Excerpt>>;
  readonly dev32: { readonly loss: number };
  readonly model: TruthTraining['model'];
}

type Nodes = Readonly<Record<string, Node>>;

/** A file of results, and the model that it is about. */
export interface TruthTraining {
  readonly text: string;
  /** Builds the logits from a batch and the parameters, and says which axis holds the classes. */
  readonly model: (b: Builder, batch: Nodes, params: Nodes) => { logits: Node; axis: number };
}

const files = import.meta.glob<Readonly<Record<string, TruthTraining>>>('./truth-trainings/*.ts', {
  eager: true,
});

export const TRAINING_CASES: readonly TrainingCase[] = Object.values(files)
  .flatMap((exports) => Object.values(exports))
  .flatMap(({ text, model }) =>
    (JSON.parse(text) as { cases: Omit<TrainingCase, 'model'>[] }).cases.map((truth) => ({
      ...truth,
      model,
    })),
  );

const LEARNING_RATE = 1e-3;

/** One training step of a case without its update: batch and parameters, loss and gradients. */
export function trainingGraph(truth: TrainingCase) {
  const b = new Builder();
  const batch: Record<string, Node> = {};
  for (const [name, tensor] of Object.entries(truth.batches[0])) {
    const dtype = typed(tensor) instanceof Int32Array ? 'i32' : 'f32';
    batch[name] = input(b, tensor.shape, { name, dtype });
  }
  const params: Record<string, Node> = {};
  for (const [name, { shape }] of Object.entries(truth.params)) {
    params[name] = parameter(b, shape, { name });
  }
  const { logits, axis } = truth.model(b, batch, params);
  const loss = crossEntropy(b, logits, batch.y, { axis });
  const gradients = appendGradients(b, loss, Object.keys(params));
  return { b, batch: Object.values(batch), logits, loss, gradients };
}

let trainings = 0;

/**
 * Trains a case on a backend as the engine trains models.
 * @returns what departs from the truth, one line each
 */
export async function followTraining(backend: Backend, truth: TrainingCase): Promise<string[]> {
  const prefix = `training ${trainings++}`;
  const names = Object.keys(truth.params);
  const shapes = Object.fromEntries(names.map((name) => [name, truth.params[name].shape]));
  const memory = trainingMemory(prefix, shapes, truth.batches.length);
  const { buffers, part, all, ring } = memory;

  const { b, batch, logits, loss, gradients } = trainingGraph(truth);
  const places: Record<string, Region> = {};
  for (const { name, type } of batch) {
    places[name] = memory.whole(name, sizeOf(type.shape), type.dtype);
  }
  const plan = makePlan({
    graph: b,
    outputs: [loss, logits, ...names.flatMap((name) => gradients.get(name) ?? [])],
    placed: new Map([
      ...Object.entries(places),
      ...names.map((name): [string, Region] => [name, part(all.parameters, name)]),
      ...names.map((name): [string, Region] => [`grad:${name}`, part(all.gradients, name)]),
    ]),
    keep: new Set(),
    prefix,
  });
  const lossRegion = plan.regions.get(loss.name) as Region;
  const record = { loss: lossRegion, accuracy: lossRegion, gradNorm: all.norm, ring };

  backend.allocate([...buffers, ...plan.buffers]);
  for (const { region, data } of plan.constants) backend.write(region, data);
  for (const name of names) backend.write(part(all.parameters, name), typed(truth.params[name]));
  backend.write(all.hyper, hyperValues({ learningRate: LEARNING_RATE }));
  backend.setRuntime({ seed: 0, step: 0, cursor: 0 });
  const executable = await backend.prepare([
    ...plan.steps,
    normStep(all),
    adamStep(all),
    recordStep(record),
  ]);
  let firstLogits: TensorData = new Float32Array();
  let firstGradients: TensorData[] = [];
  for (const [step, data] of truth.batches.entries()) {
    for (const name of Object.keys(places)) backend.write(places[name], typed(data[name]));
    executable.run(1);
    if (step > 0) continue;
    [firstLogits, ...firstGradients] = await backend.read([
      plan.regions.get(logits.name) as Region,
      ...names.map((name) => part(all.gradients, name)),
    ]);
  }
  const [records, ...trained] = await backend.read([
    ring,
    ...names.map((name) => part(all.parameters, name)),
  ]);
  executable.destroy();
  backend.free([...buffers, ...plan.buffers].map(({ name }) => name));

  const { outputs, dev32 } = truth;
  const checks: [string, string | null][] = [
    ['loss', compare(column(records, 0), outputs.loss, dev32.loss)],
    ['gradient norm', compare(column(records, 2), outputs.grad_norm, dev32.loss)],
    ['first logits', compare(firstLogits, outputs.first_logits, 0)],
    ...names.map((name, i): [string, string | null] => {
      const truths = truth.first_step_grads_summary[name];
      return [`first grad:${name}`, compareExcerpt(name, firstGradients[i], truths)];
    }),
    ...names.map((name, i): [string, string | null] => {
      const truths = truth.final_params_summary[name];
      return [`final ${name}`, compareExcerpt(name, trained[i], truths)];
    }),
  ];
  return checks.flatMap(([name, why]) => (why ? [`${name}: ${why}`] : []));
}

/**
 * Compares the elements that are known. Keys' biases are left out: their gradient is zero, for
 * softmax does not see them, and Adam makes whole steps of its rounding noise; the noise stated
 * for the tensor is theirs.
 */
function compareExcerpt(name: string, actual: TensorData, { index, value, dev32 = 0 }: Excerpt) {
  const packed = name.endsWith('in_proj_bias');
  const isKey = (i: number) => packed && Math.floor((3 * i) / actual.length) === 1;
  const known = index.map((i, at) => ({ i, at })).filter(({ i }) => !isKey(i));
  const data = known.map(({ at }) => value[at]);
  const expected = { shape: [data.length], dtype: 'float32', data };
  const found = Float32Array.from(known, ({ i }) => actual[i]);
  return compare(found, expected, packed ? 0 : dev32);
}
