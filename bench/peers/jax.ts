import * as jax from '@jax-js/jax';
import type { Data } from '../data';
import type { TensorSpecs, Workload } from '../workload';
import { LEARNING_RATE, type Peer, type Prepared, type WorkloadData } from './peer';

const { numpy: np, tree } = jax;

type Arrays = Record<string, jax.Array>;

/** What a step changes. */
type State = { parameters: Arrays; first: Arrays; second: Arrays; powers: jax.Array[] };

const [BETA1, BETA2, EPS] = [0.9, 0.999, 1e-8];

/** jax-js, with the whole step under `jit`: forward, loss, backward and Adam. */
export async function openJax(kind: 'webgpu' | 'wasm'): Promise<Peer> {
  const devices = await jax.init(kind);
  if (!devices.includes(kind)) throw new Error(`jax-js has no ${kind} here.`);
  jax.defaultDevice(kind);
  const device =
    kind === 'wasm' ? `${navigator.hardwareConcurrency} threads, if the page is isolated` : '';
  return { device, prepare: async (workload, data) => prepare(workload, data) };
}

function prepare(workload: Workload, data: WorkloadData): Prepared {
  const inputs = arraysOf(workload.inputs, data.inputs);
  if (workload.kind === 'forward') return forward(workload, inputs);

  const train = jax.jit((state: State, inputs: Arrays) => trained(workload, state, inputs));
  const parameters = arraysOf(workload.parameters, data.parameters);
  let state: State = {
    parameters,
    first: zeros(workload.parameters),
    second: zeros(workload.parameters),
    powers: [np.array(1), np.array(1)],
  };
  return {
    step: async () => {
      const [loss, next] = train(state, tree.ref(inputs));
      state = next;
      return (await loss.data())[0];
    },
    output: async () => new Float32Array(),
  };
}

/** A step of Adam (Kingma & Ba 2015, algorithm 1); `powers` are β₁ᵗ and β₂ᵗ. */
function trained(workload: Workload, state: State, inputs: Arrays): [jax.Array, State] {
  const lossOf = (parameters: Arrays, inputs: Arrays): jax.Array =>
    using({ ...parameters, ...inputs }, (tensor) => workload.jax(jax, tensor));
  const [loss, gradients] = jax.valueAndGrad(lossOf)(tree.ref(state.parameters), inputs);

  const powers = [state.powers[0].mul(BETA1), state.powers[1].mul(BETA2)];
  const next: State = { parameters: {}, first: {}, second: {}, powers };
  const corrections = powers.map((power) => np.subtract(1, power.ref));
  for (const [name, g] of Object.entries(gradients)) {
    const m = state.first[name].mul(BETA1).add(g.ref.mul(1 - BETA1));
    const v = state.second[name].mul(BETA2).add(np.square(g).mul(1 - BETA2));
    const root = np.sqrt(v.ref.div(corrections[1].ref)).add(EPS);
    const change = m.ref.div(corrections[0].ref).div(root).mul(LEARNING_RATE);
    next.parameters[name] = state.parameters[name].sub(change);
    next.first[name] = m;
    next.second[name] = v;
  }
  tree.dispose(corrections);
  return [loss, next];
}

function forward(workload: Workload, inputs: Arrays): Prepared {
  const compute = jax.jit((inputs: Arrays) => using(inputs, (tensor) => workload.jax(jax, tensor)));
  let last: jax.Array | undefined;
  return {
    step: async () => {
      last?.dispose();
      last = compute(tree.ref(inputs));
      await last.blockUntilReady();
      return 0;
    },
    output: async () => Float32Array.from((await last?.ref.data()) ?? []),
  };
}

/** Lends arrays to a function that consumes what it is given, and gives them back at the end. */
function using(arrays: Arrays, f: (tensor: (name: string) => jax.Array) => jax.Array): jax.Array {
  const result = f((name) => arrays[name].ref);
  tree.dispose(arrays);
  return result;
}

function arraysOf(specs: TensorSpecs, data: Readonly<Record<string, Data>>): Arrays {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, fill }]) => {
      const dtype = 'below' in fill ? np.int32 : np.float32;
      return [name, np.array(data[name], { dtype }).reshape([...shape])];
    }),
  );
}

function zeros(specs: TensorSpecs): Arrays {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => [name, np.zeros([...shape])]),
  );
}
