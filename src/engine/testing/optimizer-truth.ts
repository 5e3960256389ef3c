import { appendGradients } from '../autodiff/gradients';
import type { Backend, Region } from '../backends/backend';
import { Builder } from '../graph/builder';
import { add } from '../ops/add';
import { matmul } from '../ops/matmul';
import { mse } from '../ops/mse';
import { input, parameter } from '../ops/source';
import { tanh } from '../ops/tanh';
import { adamStep } from '../optim/adam';
import { advanceStep, recordStep } from '../optim/bookkeeping';
import { normStep } from '../optim/clip-norm';
import { hyperValues } from '../optim/hyper';
import { sgdStep } from '../optim/sgd';
import { makePlan } from '../plan/plan';
import { sizeOf } from '../tensor/shape';
import { column, trainingMemory } from './training-memory';
import { compare, type TruthTensor, typed } from './truth';
import text from './truth/optimizers.json?raw';

/** 20 steps of an optimiser on a small perceptron: (tanh(x·w1ᵀ + b1)·w2ᵀ + b2 − y)², averaged. */
export interface OptimizerCase {
  readonly name: string;
  readonly op: string;
  readonly attrs: {
    readonly options: {
      readonly momentum?: number;
      readonly nesterov?: boolean;
      readonly weight_decay: number;
      readonly betas?: readonly [number, number];
      readonly eps?: number;
    };
    readonly clip_grad_norm: number | null;
  };
  readonly inputs: Readonly<Record<string, TruthTensor>>;
  readonly params: Readonly<Record<string, TruthTensor>>;
  /** Per step: loss before it, its learning rate and gradient norm, parameters after it. */
  readonly outputs: Readonly<Record<string, TruthTensor>>;
  readonly dev32: { readonly loss: number; readonly params: number };
}

export const OPTIMIZER_CASES = (JSON.parse(text) as { cases: OptimizerCase[] }).cases;

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

  const { b, loss } = perceptron(truth);
  const gradients = appendGradients(b, loss, names);
  const plan = makePlan({
    graph: b,
    outputs: [loss, ...gradients.values()],
    placed: new Map([
      ...data.map(({ name, region }): [string, Region] => [name, region]),
      ...names.map((name): [string, Region] => [name, part(all.parameters, name)]),
      ...names.map((name): [string, Region] => [`grad:${name}`, part(all.gradients, name)]),
    ]),
    keep: new Set(),
    prefix,
  });
  const lossRegion = plan.regions.get('loss') as Region;
  const { options, clip_grad_norm: clipNorm } = truth.attrs;
  const update =
    truth.op === 'optimizer:SGD'
      ? sgdStep({ ...all, velocity: all.first }, { nesterov: options.nesterov })
      : adamStep(all, { decoupled: truth.op === 'optimizer:AdamW' });
  const record = { loss: lossRegion, accuracy: lossRegion, gradNorm: all.norm, ring };

  backend.allocate([...buffers, ...plan.buffers]);
  for (const { region, data: values } of plan.constants) backend.write(region, values);
  for (const { region, values } of data) backend.write(region, values);
  for (const name of names) backend.write(part(all.parameters, name), typed(truth.params[name]));
  backend.setRuntime({ seed: 0, step: 0, cursor: 0 });
  const executable = await backend.prepare([
    ...plan.steps,
    normStep(all),
    update,
    recordStep(record),
    advanceStep(),
  ]);
  const after = new Map(names.map((name): [string, number[]] => [name, []]));
  for (let step = 0; step < steps; step++) {
    const settings = {
      learningRate: Number(truth.outputs.lr.data[step]),
      momentum: options.momentum,
      weightDecay: options.weight_decay,
      clipNorm: clipNorm ?? 0,
      beta1: options.betas?.[0],
      beta2: options.betas?.[1],
      eps: options.eps,
    };
    backend.write(all.hyper, hyperValues(settings));
    executable.run(1);
    const read = await backend.read(names.map((name) => part(all.parameters, name)));
    names.forEach((name, i) => after.get(name)?.push(...read[i]));
  }
  const [records] = await backend.read([ring]);
  executable.destroy();
  backend.free([...buffers, ...plan.buffers].map(({ name }) => name));

  const { loss: lossNoise, params: noise } = truth.dev32;
  const checks: [string, string | null][] = [
    ['loss', compare(column(records, 0), truth.outputs.loss, lossNoise)],
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
