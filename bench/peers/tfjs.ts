import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import type { Data } from '../data';
import type { TensorSpecs, Workload } from '../workload';
import { LEARNING_RATE, type Peer, type Prepared, type WorkloadData } from './peer';

/** What the WebGPU backend has besides the interface of all backends. */
interface WebGPUBackend {
  readonly device: GPUDevice;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** TensorFlow.js, with its own optimiser. */
export async function openTfjs(kind: 'webgpu' | 'wasm'): Promise<Peer> {
  if (kind === 'webgpu') {
    await import('@tensorflow/tfjs-backend-webgpu');
  } else {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plain,
      'tfjs-backend-wasm-simd.wasm': simd,
      'tfjs-backend-wasm-threaded-simd.wasm': threaded,
    });
  }
  // Warnings of its own kernels, such as rounding done on the CPU.
  tf.env().set('PROD', true);
  if (!(await tf.setBackend(kind))) throw new Error(`TensorFlow.js has no ${kind} here.`);
  await tf.ready();
  const { threads = '' } = kind === 'wasm' ? await wasmThreads() : {};
  return { device: threads, prepare: (workload, data) => prepare(workload, data) };
}

async function wasmThreads(): Promise<{ threads: string }> {
  const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
  const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  return { threads: threaded ? `${getThreadsCount()} threads` : 'one thread' };
}

async function prepare(workload: Workload, data: WorkloadData): Promise<Prepared> {
  const inputs = tensorsOf(workload, workload.inputs, data.inputs);
  const parameters = Object.fromEntries(
    Object.entries(tensorsOf(workload, workload.parameters, data.parameters)).map(
      ([name, tensor]) => [name, tf.variable(tensor, true, name)],
    ),
  );
  const all: Readonly<Record<string, tf.Tensor>> = { ...parameters, ...inputs };
  const compute = () => workload.tfjs(tf, (name) => all[name]);
  if (workload.kind === 'forward') return forward(compute);

  const optimizer = tf.train.adam(LEARNING_RATE, 0.9, 0.999, 1e-8);
  const variables = Object.values(parameters);
  const step = async () => {
    const loss = optimizer.minimize(() => compute() as tf.Scalar, true, variables);
    if (!loss) throw new Error('TensorFlow.js gave no loss.');
    const [value] = await loss.data();
    loss.dispose();
    return value;
  };
  return { step, output: async () => new Float32Array() };
}

function forward(compute: () => tf.Tensor): Prepared {
  let last: tf.Tensor | undefined;
  return {
    step: async () => {
      last?.dispose();
      last = tf.tidy(compute);
      if (tf.getBackend() === 'webgpu') {
        const backend = tf.backend() as unknown as WebGPUBackend;
        // It gathers dispatches; without this the last of them would wait for a read-back.
        backend.endComputePassEncoder();
        backend.submitQueue();
        await backend.device.queue.onSubmittedWorkDone();
      }
      return 0;
    },
    output: async () => Float32Array.from((await last?.data()) ?? []),
  };
}

function tensorsOf(
  { tfjsForm = {} }: Workload,
  specs: TensorSpecs,
  data: Readonly<Record<string, Data>>,
): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, fill }]) => {
      const dtype = 'below' in fill ? 'int32' : 'float32';
      const tensor = tf.tensor(data[name], [...shape], dtype);
      return [name, tfjsForm[name] ? tf.tidy(() => tfjsForm[name](tf, tensor)) : tensor];
    }),
  );
}
