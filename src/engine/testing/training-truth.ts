import { appendGradients } from '../autodiff/gradients';
import type { Backend, Region } from '../backends/backend';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { crossEntropy } from '../ops/cross-entropy';
import { embedding } from '../ops/embedding';
import { matmul } from '../ops/matmul';
import { reshape } from '../ops/reshape';
import { scale } from '../ops/scale';
import { sinusoidalPositions } from '../ops/sinusoidal-positions';
import { softmax } from '../ops/softmax';
import { input, parameter } from '../ops/source';
import { adamStep } from '../optim/adam';
import { advanceStep, recordStep } from '../optim/bookkeeping';
import { normStep } from '../optim/clip-norm';
import { hyperValues } from '../optim/hyper';
import { makePlan } from '../plan/plan';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { decoderLayer, encoderLayer, linearLayer, part as within } from './pytorch-layers';
import { column, trainingMemory } from './training-memory';
import { compare, type TruthTensor, typed } from './truth';
import attentionLookup from './truth/attention_lookup.json?raw';
import transformerReverse from './truth/transformer_reverse.json?raw';

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
}

type Nodes = Readonly<Record<string, Node>>;
/** Builds the logits from a batch and the parameters, and says which axis holds the classes. */
type Model = (b: Builder, batch: Nodes, params: Nodes) => { logits: Node; axis: number };

const MODELS: Readonly<Record<string, Model>> = {
  attention_lookup: lookUp,
  transformer_reverse: reverse,
};
const LEARNING_RATE = 1e-3;
const EPS = 1e-5;

export const TRAINING_CASES = [attentionLookup, transformerReverse].flatMap(
  (text) => (JSON.parse(text) as { cases: TrainingCase[] }).cases,
);

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

  const b = new Builder();
  const batch: Record<string, Node> = {};
  const places: Record<string, Region> = {};
  for (const [name, { shape }] of Object.entries(truth.batches[0])) {
    batch[name] = input(b, shape, { name, dtype: 'i32' });
    places[name] = memory.whole(name, sizeOf(shape), 'i32');
  }
  const params: Record<string, Node> = {};
  for (const name of names) params[name] = parameter(b, shapes[name], { name });
  const { logits, axis } = MODELS[truth.name](b, batch, params);
  const loss = crossEntropy(b, logits, batch.y, { axis });
  const gradients = appendGradients(b, loss, names);
  const plan = makePlan({
    graph: b,
    outputs: [loss, logits, ...gradients.values()],
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
    advanceStep(),
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

/** One query looks up a value by its key. */
function lookUp(b: Builder, { keys, values, query }: Nodes, params: Nodes) {
  const row = (name: string, ids: Node) => embedding(b, params[`${name}_emb.weight`], ids);
  const project = (name: string, x: Node) => linearLayer(b, within(params, name), x);
  const x = add(b, row('key', keys), row('val', values));
  const [batch, , width] = x.type.shape;
  const q = project('Wq', reshape(b, row('query', query), [batch, 1, width]));
  const scores = matmul(b, q, project('Wk', x), { transposeB: true });
  const weights = softmax(b, scale(b, scores, 1 / Math.sqrt(width)), { axis: -1 });
  const out = project('out', matmul(b, weights, project('Wv', x)));
  return { logits: reshape(b, out, [batch, out.type.shape[2]]), axis: -1 };
}

/** An encoder and a decoder of two layers each write a sequence backwards. */
function reverse(b: Builder, { src, tgt_in: target }: Nodes, params: Nodes) {
  const use = { heads: 2, activation: 'relu', normFirst: false, eps: EPS } as const;
  const embedded = (name: string, ids: Node) => {
    const x = embedding(b, params[`${name}_emb.weight`], ids);
    const [, length, width] = x.type.shape;
    return add(b, scale(b, x, Math.sqrt(width)), sinusoidalPositions(b, length, width));
  };
  let memory = embedded('src', src);
  for (const name of ['enc.0', 'enc.1']) {
    memory = encoderLayer(b, within(params, name), memory, { ...use, causal: false });
  }
  let x = embedded('tgt', target);
  for (const name of ['dec.0', 'dec.1']) {
    x = decoderLayer(b, within(params, name), x, memory, { ...use, causal: true });
  }
  // Classes before positions, as the truth has its logits.
  const product = matmul(b, params['out.weight'], x, { transposeB: true });
  const bias = reshape(b, params['out.bias'], [product.type.shape[1], 1]);
  return { logits: add(b, product, bias), axis: 1 };
}
