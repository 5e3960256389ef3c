import { appendGradients } from '../autodiff/gradients';
import type { Backend, Region } from '../backends/backend';
import { Builder } from '../graph/builder';
import { add } from '../ops/add';
import { matmul } from '../ops/matmul';
import { mse } from '../ops/mse';
import { mul } from '../ops/mul';
import { reshape } from '../ops/reshape';
import { scale } from '../ops/scale';
import { input, parameter } from '../ops/source';
import { sub } from '../ops/sub';
import { sum } from '../ops/sum';
import { tanh } from '../ops/tanh';
import { recordStep } from '../optim/bookkeeping';
import { NORM } from '../optim/clip-norm';
import { optimizerState, optimizerSteps } from '../optim/optimizer';
import type { Schedule } from '../optim/schedule';
import type { TrainingSpec } from '../optim/training';
import { makePlan } from '../plan/plan';
import { sizeOf } from '../tensor/shape';
import { column, trainingMemory } from './training-memory';
import { compare, type TruthTensor, typed } from './truth';
import text from './truth/optimizers.json?raw';

/**
 * 20 steps of an optimiser on a small perceptron, (tanh(x·w1ᵀ + b1)·w2ᵀ + b2 − y)², averaged, or
 * on a quadratic form, ½ xᵀA x − bᵀx.
 */
export interface OptimizerCase {
  readonly name: string;
  readonly op: string;
  readonly attrs: {
    readonly options: {
      readonly lr: number;
      readonly momentum?: number;
      readonly nesterov?: boolean;
      readonly weight_decay: number;
      readonly betas?: readonly [number, number];
      readonly amsgrad?: boolean;
      readonly alpha?: number;
      readonly centered?: boolean;
      readonly lr_decay?: number;
      readonly eps?: number;
    };
    readonly schedule:
      | { readonly kind: 'cosine'; readonly T_max: number; readonly eta_min: number }
      | { readonly kind: 'step'; readonly step_size: number; readonly gamma: number }
      | null;
    readonly clip_grad_norm: number | null;
  };
  readonly inputs: Readonly<Record<string, TruthTensor>>;
  readonly params: Readonly<Record<string, TruthTensor>>;
  /** Per step: loss before it, its learning rate and gradient norm, parameters after it. */
  readonly outputs: Readonly<Record<string, TruthTensor>>;
  readonly dev32: { readonly loss: number; readonly params: number };
}

export const OPTIMIZER_CASES = (JSON.parse(text) as { cases: OptimizerCase[] }).cases;

const OPTIMIZER_NAMES: Readonly<Record<string, TrainingSpec['optimizer']>> = {
  'optimizer:SGD': 'sgd',
  'optimizer:RMSprop': 'rmsprop',
  'optimizer:Adagrad': 'adagrad',
  'optimizer:Adam': 'adam',
  'optimizer:AdamW': 'adamw',
};

/** A case's settings in the engine's terms. */
function trainingOf({ op, attrs }: OptimizerCase): TrainingSpec {
  const { options, schedule, clip_grad_norm: clipNorm } = attrs;
  return {
    optimizer: OPTIMIZER_NAMES[op],
    learningRate: options.lr,
    schedule: scheduleOf(schedule),
    momentum: options.momentum,
    nesterov: options.nesterov,
    weightDecay: options.weight_decay,
    clipNorm: clipNorm ?? 0,
    beta1: options.betas?.[0],
    beta2: options.betas?.[1],
    amsgrad: options.amsgrad,
    alpha: options.alpha,
    centered: options.centered,
    lrDecay: options.lr_decay,
    eps: options.eps,
    batchSize: 1,
  };
}

function scheduleOf(schedule: OptimizerCase['attrs']['schedule']): Schedule {
  switch (schedule?.kind) {
    case 'cosine':
      return { kind: 'cosine', steps: schedule.T_max, minRate: schedule.eta_min };
    case 'step':
      return { kind: 'step', steps: schedule.step_size, gamma: schedule.gamma };
    default:
      return { kind: 'constant' };
  }
}

let trainings = 0;

/**
 * Trains a case on a backend as the engine trains models.
 * @returns what departs from the truth, one line each
 */
export async function trainCase(backend: Backend, truth: OptimizerCase): Promise<string[]> {
  const prefix = `optimiser ${trainings++}`;
  const names = Object.keys(truth.params);
  const steps = truth.outputs.loss.data.length;
  const shapes = Object.fromEntries(names.map((name) => [name, truth.params[name].shape]));
  const { buffers, whole, part, all, ring } = trainingMemory(prefix, shapes, steps);
  const data = Object.entries(truth.inputs).map(([name, tensor]) => ({
    name,
    values: typed(tensor),
    region: whole(name, sizeOf(tensor.shape)),
  }));

  const { b, loss } = 'A' in truth.inputs ? quadratic(truth) : perceptron(truth);
  const gradients = appendGradients(b, loss, names);
  const plan = makePlan({
    graph: b,
    outputs: [loss, ...names.flatMap((name) => gradients.get(name) ?? [])],
    placed: new Map([
      ...data.map(({ name, region }): [string, Region] => [name, region]),
      ...names.map((name): [string, Region] => [name, part(all.parameters, name)]),
      ...names.map((name): [string, Region] => [`grad:${name}`, part(all.gradients, name)]),
    ]),
    keep: new Set(),
    prefix,
  });
  const lossRegion = plan.regions.get('loss') as Region;
  const training = trainingOf(truth);
  const moments = [all.first, all.second, all.third];
  const record = { loss: lossRegion, accuracy: lossRegion, gradNorm: all.norm, ring };

  backend.allocate([...buffers, ...plan.buffers]);
  for (const { region, data: values } of plan.constants) backend.write(region, values);
  for (const { region, values } of data) backend.write(region, values);
  for (const name of names) backend.write(part(all.parameters, name), typed(truth.params[name]));
  backend.write(all.hyper, optimizerState(training).hyper);
  backend.setRuntime({ seed: 0, step: 0, cursor: 0 });
  const executable = await backend.prepare([
    ...plan.steps,
    ...optimizerSteps(training, { ...all, moments }),
    recordStep(record),
  ]);
  const after = new Map(names.map((name): [string, number[]] => [name, []]));
  const rates: number[] = [];
  for (let step = 0; step < steps; step++) {
    executable.run(1);
    const [norm, ...read] = await backend.read([
      all.norm,
      ...names.map((name) => part(all.parameters, name)),
    ]);
    rates.push(norm[NORM.rate]);
    names.forEach((name, i) => after.get(name)?.push(...read[i]));
  }
  const [records] = await backend.read([ring]);
  executable.destroy();
  backend.free([...buffers, ...plan.buffers].map(({ name }) => name));

  const { loss: lossNoise, params: noise } = truth.dev32;
  const checks: [string, string | null][] = [
    ['loss', compare(column(records, 0), truth.outputs.loss, lossNoise)],
    ['rate', compare(Float32Array.from(rates), truth.outputs.lr, 0)],
    ['norm', compare(column(records, 2), truth.outputs.grad_norm_before_clip, lossNoise)],
    ...names.map((name): [string, string | null] => {
      const values = Float32Array.from(after.get(name) ?? []);
      return [name, compare(values, truth.outputs[`params_after.${name}`], noise)];
    }),
  ];
  return checks.flatMap(([name, why]) => (why ? [`${name}: ${why}`] : []));
}

function perceptron({ inputs, params }: OptimizerCase) {
  const b = new Builder();
  const x = input(b, inputs.x.shape, { name: 'x' });
  const y = input(b, inputs.y.shape, { name: 'y' });
  const own = (name: string) => parameter(b, params[name].shape, { name });
  const [w1, b1, w2, b2] = [own('w1'), own('b1'), own('w2'), own('b2')];
  const hidden = tanh(b, add(b, matmul(b, x, w1, { transposeB: true }), b1));
  const out = add(b, matmul(b, hidden, w2, { transposeB: true }), b2);
  return { b, loss: mse(b, out, y, { name: 'loss' }) };
}

function quadratic({ inputs, params }: OptimizerCase) {
  const b = new Builder();
  const matrix = input(b, inputs.A.shape, { name: 'A' });
  const vector = input(b, inputs.b.shape, { name: 'b' });
  const x = parameter(b, params.x.shape, { name: 'x' });
  const [n] = params.x.shape;
  const product = reshape(b, matmul(b, matrix, reshape(b, x, [n, 1])), [n]);
  const slope = sub(b, scale(b, product, 1 / 2), vector);
  return { b, loss: sum(b, mul(b, x, slope), {}, { name: 'loss' }) };
}
