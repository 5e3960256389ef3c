import { normal, seededRandom } from '../src/engine/testing/samples';
import type { TensorSpec, TensorSpecs } from './workload';

export type Data = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** The values of tensors: a function of their names, shapes and fills alone. */
export function dataOf(specs: TensorSpecs): Record<string, Data> {
  const entries = Object.entries(specs);
  return Object.fromEntries(entries.map(([name, spec]) => [name, valuesOf(name, spec)]));
}

export function sizeOf({ shape }: TensorSpec): number {
  return shape.reduce((product, size) => product * size, 1);
}

function valuesOf(name: string, spec: TensorSpec): Data {
  const { fill } = spec;
  if ('below' in fill) {
    const random = seededRandom(hash(name));
    return Int32Array.from({ length: sizeOf(spec) }, () => Math.floor(random() * fill.below));
  }
  const values = new Float32Array(sizeOf(spec));
  if ('value' in fill) return values.fill(fill.value);
  const random = seededRandom(hash(name));
  for (let i = 0; i < values.length; i++) values[i] = fill.deviation * normal(random);
  return values;
}

/** FNV-1a of a name: a seed of its own for each tensor. */
function hash(name: string): number {
  let state = 0x811c9dc5;
  for (const letter of name) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return state >>> 0;
}
