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

/** Values by name. */
export type Tensors = Readonly<Record<string, TensorData>>;

/** One training step of a case without its update. */
export interface TrainingGraph {
  readonly b: Builder;
  /** What a batch brings, named as the truth names it. */
  readonly batch: readonly Node[];
  readonly parameters: readonly Node[];
  readonly logits: Node;
  readonly loss: Node;
  readonly gradients: ReadonlyMap<string, Node>;
  /** The truth's parameters as the graph has them, and back; logits as the truth has them. */
  readonly fromTruth: (truth: Tensors) => Tensors;
  readonly toTruth: (own: Tensors) => Tensors;
  readonly logitsToTruth: (own: TensorData) => TensorData;
}

/** A case composed from operations, with PyTorch's parameters. */
export function trainingGraph(truth: TrainingCase): TrainingGraph {
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
  const same = <T>(x: T): T => x;
  return {
    b,
    batch: Object.values(batch),
    parameters: Object.values(params),
    logits,
    loss,
    gradients,
    fromTruth: same,
    toTruth: same,
    logitsToTruth: same,
  };
}

let trainings = 0;

/**
 * Trains a case on a backend as the engine trains models.
 * @param graph a step of it; composed from operations unless given
 * @returns what departs from the truth, one line each
 */
export async function followTraining(
  backend: Backend,
  truth: TrainingCase,
  graph: TrainingGraph = trainingGraph(truth),
): Promise<string[]> {
  const prefix = `training ${trainings++}`;
  const { b, batch, logits, loss, gradients } = graph;
  const names = graph.parameters.map(({ name }) => name);
  const shapes = Object.fromEntries(graph.parameters.map(({ name, type }) => [name, type.shape]));
  const memory = trainingMemory(prefix, shapes, truth.batches.length);
  const { buffers, part, all, ring } = memory;

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
  const initial = graph.fromTruth(mapped(truth.params, typed));
  for (const name of names) backend.write(part(all.parameters, name), initial[name]);
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
  const named = (values: readonly TensorData[]) =>
    graph.toTruth(Object.fromEntries(names.map((name, i) => [name, values[i]])));
  const [first, final] = [named(firstGradients), named(trained)];
  const checks: [string, string | null][] = [
    ['loss', compare(column(records, 0), outputs.loss, dev32.loss)],
    ['gradient norm', compare(column(records, 2), outputs.grad_norm, dev32.loss)],
    ['first logits', compare(graph.logitsToTruth(firstLogits), outputs.first_logits, 0)],
    ...Object.entries(truth.first_step_grads_summary).map(
      ([name, truths]): [string, string | null] => [
        `first grad:${name}`,
        compareExcerpt(name, first[name], truths),
      ],
    ),
    ...Object.entries(truth.final_params_summary).map(([name, truths]): [string, string | null] => [
      `final ${name}`,
      compareExcerpt(name, final[name], truths),
    ]),
  ];
  return checks.flatMap(([name, why]) => (why ? [`${name}: ${why}`] : []));
}

function mapped<T, U>(
  record: Readonly<Record<string, T>>,
  to: (value: T) => U,
): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
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
