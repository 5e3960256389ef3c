import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { createWebGPUBackend, type WebGPUBackend } from '../backends/webgpu/webgpu-backend';
import type { ExperimentId, Intervention } from '../experiment/schema';
import { Session } from './session';

/** Data files come from the test server as they do from the page's. */
const openFile = async (path: string): Promise<unknown> => (await fetch(`/${path}`)).json();

let gpu: WebGPUBackend;
beforeAll(async () => {
  gpu = await createWebGPUBackend();
});
afterAll(() => gpu.destroy());

const open: Session[] = [];
afterEach(async () => {
  for (const session of open.splice(0)) await session.close();
});

async function sessionOn(backend: CpuBackend | WebGPUBackend, id: ExperimentId) {
  const session = new Session(
    backend,
    { kind: backend.kind, adapter: backend.adapter },
    openFile,
    () => {},
  );
  open.push(session);
  await session.load(await session.defaults(id));
  return session;
}

/** The bits of every tensor that is listed, gradients included. */
async function bitsOf(session: Session): Promise<Map<string, Uint32Array>> {
  const bits = new Map<string, Uint32Array>();
  for (const { name } of session.workbench.probe.tensors) {
    const { data } = await session.read(name);
    bits.set(name, new Uint32Array(data.buffer.slice(0), data.byteOffset, data.length));
  }
  return bits;
}

/** Names of the GPU calls that make objects or upload data, in the order in which they were made. */
async function callsDuring(work: () => Promise<void>): Promise<string[]> {
  const calls: string[] = [];
  const restore: (() => void)[] = [];
  const watch = (prototype: object, names: readonly string[]) => {
    for (const name of names) {
      const original = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
      Reflect.set(prototype, name, function wrapped(this: unknown, ...args: unknown[]) {
        calls.push(name);
        return original.apply(this, args);
      });
      restore.push(() => Reflect.set(prototype, name, original));
    }
  };
  watch(GPUDevice.prototype, [
    'createBuffer',
    'createBindGroup',
    'createBindGroupLayout',
    'createPipelineLayout',
    'createComputePipeline',
    'createComputePipelineAsync',
    'createShaderModule',
    'createTexture',
    'createQuerySet',
  ]);
  watch(GPUQueue.prototype, ['writeBuffer', 'writeTexture', 'submit']);
  try {
    await work();
  } finally {
    for (const undo of restore) undo();
  }
  return calls;
}

describe('on a GPU', () => {
  it('three words are what the CPU computes, forward and backward', async () => {
    const [a, b] = [
      await sessionOn(gpu, 'three-words'),
      await sessionOn(new CpuBackend(), 'three-words'),
    ];
    for (const session of [a, b]) {
      await session.write('q', [0.3, -1.2, 0.8, 1.1, 0.4, -0.5, 0.2, 0.9, -0.7]);
      await session.write('mask', { index: [1, 2], value: 0 });
      await session.write('pattern', { index: [0, 0], value: 0.75 });
    }
    const model = await a.configure({});
    await b.configure({});
    for (const { name } of model.tensors) {
      const [x, y] = [(await a.read(name)).data, (await b.read(name)).data];
      y.forEach((value, i) => {
        if (Number.isFinite(value)) expect(x[i], name).toBeCloseTo(value, 5);
        else expect(x[i], name).toBe(value);
      });
    }
  });

  it('intervenes as the CPU does, in what is shown and in training', async () => {
    const attention = 'encoder.0.attn';
    const common = { on: true, training: true };
    const list: Intervention[] = [
      { ...common, tensor: `${attention}.q`, where: [[0], [0, 2], null], kind: 'scale', value: 2 },
      { ...common, tensor: `${attention}.v`, where: [[1], null, null], kind: 'mean' },
      { ...common, tensor: `${attention}.pattern`, where: [[0], null, null], kind: 'uniform' },
      { ...common, tensor: `${attention}.out`, where: [null, null], kind: 'shuffle', seed: 3 },
      { ...common, tensor: `${attention}.Wo`, where: [[0, 1], null], kind: 'freeze' },
      { ...common, tensor: `grad:${attention}.k`, where: [[0], null, null], kind: 'zero' },
    ];
    const [a, b] = [
      await sessionOn(gpu, 'who-did-what'),
      await sessionOn(new CpuBackend(), 'who-did-what'),
    ];
    await a.intervene(list);
    await b.intervene(list);
    const { tensors } = await a.show({ kind: 'data', split: 'validation', index: 1 });
    await b.show({ kind: 'data', split: 'validation', index: 1 });
    const names = tensors.filter(({ name }) => name.startsWith(attention)).map(({ name }) => name);
    expect(names).toContain(`${attention}.pattern`);
    for (const name of [...names, `difference:${attention}.z`, `grad:${attention}.k`, 'loss']) {
      const [x, y] = [(await a.read(name)).data, (await b.read(name)).data];
      y.forEach((value, i) => {
        if (Number.isFinite(value)) expect(x[i], name).toBeCloseTo(value, 4);
        else expect(x[i], name).toBe(value);
      });
    }
    await a.step(3);
    await b.step(3);
    const losses = async (session: Session) => (await session.metrics()).train.map((p) => p.loss);
    const wanted = await losses(b);
    (await losses(a)).forEach((loss, i) => expect(loss).toBeCloseTo(wanted[i], 4));
    const { trainer } = a.workbench;
    const one = await callsDuring(async () => {
      trainer?.run(1);
      await gpu.finish();
    });
    expect(one).toEqual(['submit']);
  }, 60_000);

  it('gives identical losses in two runs', async () => {
    const run = async () => {
      const session = await sessionOn(gpu, 'who-did-what');
      await session.step(10);
      const { train } = await session.metrics();
      await session.close();
      return train;
    };
    expect(await run()).toEqual(await run());
  }, 60_000);

  it('shows an earlier step as a run has it that was stopped there, and goes on from it to the same bits', async () => {
    // One after the other: two sessions would give their buffers the same names.
    const looked = await sessionOn(gpu, 'who-did-what');
    await looked.step(12);
    await looked.lookAt(5);
    const past = await bitsOf(looked);
    expect(past.size).toBeGreaterThan(20);
    await looked.rewind(10);
    await looked.step(2);
    const { weights } = await looked.experiment({ weights: true });
    await looked.close();

    const stopped = await sessionOn(gpu, 'who-did-what');
    await stopped.step(5);
    expect(past).toEqual(await bitsOf(stopped));
    await stopped.step(7);
    expect(weights).toEqual((await stopped.experiment({ weights: true })).weights);
  }, 60_000);

  it('a training step makes no GPU object, uploads nothing and is one submit', async () => {
    const session = await sessionOn(gpu, 'who-did-what');
    await session.step(2);
    const { trainer } = session.workbench;
    const one = await callsDuring(async () => {
      trainer?.run(1);
      await gpu.finish();
    });
    expect(one).toEqual(['submit']);
    const many = await callsDuring(async () => {
      trainer?.run(5);
      await gpu.finish();
    });
    expect(many).toEqual(['submit']);
  }, 60_000);
});
