import { openDevice } from './floor';

/** What a chain of matrix products costs, by how it is given to the device; ms for the whole chain. */
export interface ChainTimes {
  /** One dispatch of one workgroup, with a barrier between two products: a whole-model kernel. */
  readonly together: number;
  /** A dispatch for each product, of one workgroup still. */
  readonly apart: number;
  /** A dispatch for each product, spread over many workgroups: as Heed does it. */
  readonly spread: number;
}

/** Products of the projections of W1: its rows (batch × positions) by its width, one after another. */
const ROWS = 512;
const WIDTH = 32;
/** As many as W1 has dispatches; together they have about the arithmetic of its step. */
const CHAIN = 20;
/** Rows and columns that a thread computes at once. */
const BLOCK = 8;
const BLOCKS = (ROWS * WIDTH) / BLOCK ** 2;
const REPEATS = 7;
/** Of a workgroup where it is alone: the most that every device offers. */
const ALONE = 256;
/** Of each workgroup where there are many. */
const MANY = 32;

const rows = Array.from({ length: BLOCK }, (_, i) => i);

/** From one buffer into the other: 8 × 8 results of a thread, four beside each other as a vector. */
const product = (from: string, to: string) => `
fn ${from}_to_${to}(block: u32) {
  let row = block / ${WIDTH / BLOCK}u * ${BLOCK}u;
  let column = block % ${WIDTH / BLOCK}u * 2u;
  ${rows.map((i) => `var left${i}: vec4f; var right${i}: vec4f;`).join('\n  ')}
  for (var k = 0u; k < ${WIDTH}u; k++) {
    let l = weight[k * ${WIDTH / 4}u + column];
    let r = weight[k * ${WIDTH / 4}u + column + 1u];
    ${rows.map((i) => `let x${i} = ${from}[(row + ${i}u) * ${WIDTH}u + k]; left${i} += x${i} * l; right${i} += x${i} * r;`).join('\n    ')}
  }
  for (var j = 0u; j < 4u; j++) {
    ${rows.map((i) => `${to}[(row + ${i}u) * ${WIDTH}u + column * 4u + j] = left${i}[j]; ${to}[(row + ${i}u) * ${WIDTH}u + column * 4u + j + 4u] = right${i}[j];`).join('\n    ')}
  }
}`;

const CODE = `
override STAGES: u32;
override THREADS: u32;
override STRIDE: u32;
@group(0) @binding(0) var<storage, read_write> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> b: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
${product('a', 'b')}
${product('b', 'a')}
@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3u) {
  for (var stage = 0u; stage < STAGES; stage++) {
    for (var block = id.x; block < ${BLOCKS}u; block += STRIDE) {
      if (stage % 2u == 0u) { a_to_b(block); } else { b_to_a(block); }
    }
    storageBarrier();
  }
}
`;

/**
 * Times the same products in one workgroup and spread over the device.
 * @param times how many chains go into one submit; what is returned is for one of them
 */
export async function timeChains(times: number): Promise<ChainTimes> {
  const device = await openDevice();
  const time = async (stages: number, groups: number): Promise<number> => {
    const run = await chain(device, stages, groups, groups === 1 ? ALONE : MANY);
    const all: number[] = [];
    for (let i = 0; i <= REPEATS; i++) {
      const start = performance.now();
      run((CHAIN / stages) * times);
      await device.queue.onSubmittedWorkDone();
      // The first one warms up.
      if (i > 0) all.push((performance.now() - start) / times);
    }
    return all.toSorted((x, y) => x - y)[Math.floor(all.length / 2)];
  };
  const result = {
    together: await time(CHAIN, 1),
    apart: await time(1, 1),
    spread: await time(1, BLOCKS / MANY),
  };
  device.destroy();
  return result;
}

/** @returns what submits so many dispatches, each of which reads what the one before it has written */
async function chain(
  device: GPUDevice,
  stages: number,
  groups: number,
  threads: number,
): Promise<(dispatches: number) => void> {
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: {
      module: device.createShaderModule({ code: CODE }),
      entryPoint: 'main',
      constants: { STAGES: stages, THREADS: threads, STRIDE: threads * groups },
    },
  });
  const buffer = (length: number) =>
    device.createBuffer({ size: 4 * length, usage: GPUBufferUsage.STORAGE });
  const [a, b, weight] = [buffer(ROWS * WIDTH), buffer(ROWS * WIDTH), buffer(WIDTH * WIDTH)];
  const bind = (...buffers: GPUBuffer[]) =>
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((one, binding) => ({ binding, resource: { buffer: one } })),
    });
  const turns = [bind(a, b, weight), bind(b, a, weight)];
  return (dispatches) => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    for (let i = 0; i < dispatches; i++) {
      pass.setBindGroup(0, turns[i % 2]);
      pass.dispatchWorkgroups(groups);
    }
    pass.end();
    device.queue.submit([encoder.finish()]);
  };
}
