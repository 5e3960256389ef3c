import type { BufferSpec, Region } from '../backends/backend';
import { NORM_LENGTH } from '../optim/clip-norm';
import { HYPER_LENGTH } from '../optim/hyper';
import { pack } from '../plan/pack';
import { RING_WIDTH } from '../session/trainer-memory';
import { aligned } from '../plan/plan';
import type { Shape } from '../tensor/types';

/**
 * Memory as the engine lays it out to train a model: parameters, gradients and moments each
 * together in one buffer, metrics in a ring.
 * @param prefix  of the buffers' names
 * @param shapes  of the parameters, by name
 */
export function trainingMemory(
  prefix: string,
  shapes: Readonly<Record<string, Shape>>,
  steps: number,
) {
  const { length: total, part } = pack(Object.entries(shapes));
  const buffers: BufferSpec[] = [];
  const whole = (name: string, length: number, dtype: Region['dtype'] = 'f32'): Region => {
    buffers.push({ name: `${prefix}.${name}`, length: aligned(length) });
    return { buffer: `${prefix}.${name}`, offset: 0, length, dtype };
  };
  const all = {
    parameters: whole('parameters', total),
    gradients: whole('gradients', total),
    first: whole('first', total),
    second: whole('second', total),
    third: whole('third', total),
    norm: whole('norm', NORM_LENGTH),
    hyper: whole('hyper', HYPER_LENGTH),
  };
  const ring = whole('ring', RING_WIDTH * steps);
  return { buffers, whole, part, all, ring };
}

/** One of a ring's columns: 0 for the loss, 2 for the gradient norm. */
export function column(ring: ArrayLike<number>, k: number): Float32Array {
  return Float32Array.from(
    { length: ring.length / RING_WIDTH },
    (_, t) => ring[RING_WIDTH * t + k],
  );
}
