import { appendGradients } from '../../src/engine/autodiff/gradients';
import type { Backend, BufferSpec, Region, Step } from '../../src/engine/backends/backend';
import { CpuBackend } from '../../src/engine/backends/reference/cpu-backend';
import { createWebGPUBackend } from '../../src/engine/backends/webgpu/webgpu-backend';
import { Builder } from '../../src/engine/graph/builder';
import type { Node } from '../../src/engine/graph/node';
import { ModelContext } from '../../src/engine/layers/context';
import { input } from '../../src/engine/ops/source';
import { NORM_LENGTH } from '../../src/engine/optim/clip-norm';
import { optimizerState, optimizerSteps } from '../../src/engine/optim/optimizer';
import { pack } from '../../src/engine/plan/pack';
import { aligned, makePlan } from '../../src/engine/plan/plan';
import { printPlan } from '../../src/engine/plan/print';
import type { DType } from '../../src/engine/tensor/types';
import { sizeOf } from '../data';
import type { Workload } from '../workload';
import { profileSteps } from './heed-profile';
import { LEARNING_RATE, type Peer, type Prepared, type WorkloadData } from './peer';

/** Heed itself, as the session trains: one plan over packed parameters, in one submit. */
export async function openHeed(kind: 'webgpu' | 'cpu'): Promise<Peer> {
  const backend = kind === 'webgpu' ? await createWebGPUBackend() : new CpuBackend();
  return {
    device: kind === 'webgpu' ? backend.adapter : '',
    prepare: (workload, data) => prepare(backend, workload, data),
  };
}

async function prepare(
  backend: Backend,
  workload: Workload,
  data: WorkloadData,
): Promise<Prepared> {
  const { b, result, names } = graphOf(workload);
  const memory = layOut(workload, names);
  const training = workload.kind === 'training';
  const gradients = training ? appendGradients(b, result, names) : new Map<string, Node>();
  const plan = makePlan({
    graph: b,
    outputs: [result, ...names.flatMap((name) => gradients.get(name) ?? [])],
    placed: memory.placed,
    keep: new Set(),
    prefix: 'bench',
  });
  const { hyper, ...optimizer } = memory.optimizer;
  const extra = training ? optimizerSteps(ADAM, { ...optimizer, hyper }) : [];
  const steps: readonly Step[] = [...plan.steps, ...extra];

  backend.allocate([...memory.buffers, ...plan.buffers]);
  for (const { region, data: values } of plan.constants) backend.write(region, values);
  for (const [name, values] of Object.entries({ ...data.parameters, ...data.inputs })) {
    backend.write(regionOf(memory.placed, name), values);
  }
  if (training) backend.write(hyper, optimizerState(ADAM).hyper);
  backend.setRuntime({ seed: 1, step: 0, cursor: 0 });
  const executable = await backend.prepare(steps);

  const place = regionOf(plan.regions, result.name);
  const run = async (count: number) => {
    executable.run(count);
    if (training) return (await backend.read([place]))[0][0];
    await backend.finish();
    return 0;
  };
  return {
    step: () => run(1),
    steps: run,
    output: async () => Float32Array.from((await backend.read([place]))[0]),
    plan: printPlan(plan, extra),
    profile: () => profileSteps(backend, steps),
  };
}

const ADAM = { optimizer: 'adam', learningRate: LEARNING_RATE, batchSize: 1 } as const;

/** The graph up to the loss or the result, and the names of its parameters in order. */
function graphOf(workload: Workload): { b: Builder; result: Node; names: readonly string[] } {
  const b = new Builder();
  const m = new ModelContext(b, true);
  const inputs = new Map(
    Object.entries(workload.inputs).map(([name, { shape, fill }]) => [
      name,
      input(b, shape, { name, dtype: 'below' in fill ? 'i32' : 'f32' }),
    ]),
  );
  const result = workload.heed(m, (name) => {
    const node = inputs.get(name);
    if (!node) throw new Error(`${workload.id} has no input "${name}".`);
    return node;
  });
  const [declared, given] = [m.parameters, workload.parameters];
  for (const { name, shape } of declared) {
    if (String(given[name]?.shape) !== String(shape)) {
      throw new Error(`${workload.id}: parameter "${name}" [${String(shape)}] has no values.`);
    }
  }
  const unused = Object.keys(given).filter((name) => !declared.some((p) => p.name === name));
  if (unused.length > 0) throw new Error(`${workload.id}: no layer uses ${unused.join(', ')}.`);
  return { b, result, names: declared.map(({ name }) => name) };
}

/** Parameters, gradients and moments each together in one buffer. */
function layOut(workload: Workload, names: readonly string[]) {
  const { length: total, part } = pack(
    names.map((name) => [name, workload.parameters[name].shape] as const),
  );
  const buffers: BufferSpec[] = [];
  const whole = (name: string, length: number, dtype: DType = 'f32'): Region => {
    buffers.push({ name: `bench.${name}`, length: aligned(length) });
    return { buffer: `bench.${name}`, offset: 0, length, dtype };
  };
  const optimizer = {
    parameters: whole('parameters', total),
    gradients: whole('gradients', total),
    moments: [whole('first', total), whole('second', total)],
    hyper: whole('hyper', optimizerState(ADAM).hyper.length),
    norm: whole('norm', NORM_LENGTH),
  };
  const placed = new Map<string, Region>();
  for (const [name, spec] of Object.entries(workload.inputs)) {
    const dtype = 'below' in spec.fill ? 'i32' : 'f32';
    placed.set(name, whole(`input.${name}`, sizeOf(spec), dtype));
  }
  for (const name of names) {
    placed.set(name, part(optimizer.parameters, name));
    placed.set(`grad:${name}`, part(optimizer.gradients, name));
  }
  return { buffers, optimizer, placed };
}

function regionOf(regions: ReadonlyMap<string, Region>, name: string): Region {
  const region = regions.get(name);
  if (!region) throw new Error(`"${name}" has no place in memory.`);
  return region;
}
