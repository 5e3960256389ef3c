import type { OpSample, SampleInput } from '../graph/op';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';

/** A seeded generator of numbers in [0, 1): mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A draw from the standard normal distribution (Box & Muller 1958). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The inputs of a sample, filled as it asks; the same seed gives the same numbers. */
export function sampleInputs(sample: OpSample, seed = 1): TensorData[] {
  const random = seededRandom(seed);
  return sample.inputs.map((input) => filled(input, random));
}

function filled({ shape, dtype = 'f32', fill = 'normal' }: SampleInput, random: () => number) {
  const data = dtype === 'f32' ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape));
  if (typeof fill === 'object') {
    if ('values' in fill) data.set(fill.values);
    else for (let i = 0; i < data.length; i++) data[i] = Math.floor(random() * fill.ids);
    return data;
  }
  const draw = {
    normal: () => normal(random),
    large: () => 50 * normal(random),
    positive: () => 0.1 + Math.abs(normal(random)),
    mask: () => (random() < 0.7 ? 1 : 0),
  }[fill];
  for (let i = 0; i < data.length; i++) data[i] = draw();
  // The first row of a mask that has more than one is masked fully.
  const row = shape.length > 1 ? shape[shape.length - 1] : 0;
  if (fill === 'mask' && row < data.length) data.fill(0, 0, row);
  return data;
}

/** A sample once for each of its inputs of real numbers, with one element of it replaced. */
export function poisoned(sample: OpSample, poison: number): OpSample[] {
  const data = sampleInputs(sample);
  const random = seededRandom(4);
  return sample.inputs.flatMap(({ dtype }, k) => {
    if (dtype === 'i32' || data[k].length === 0) return [];
    const values = [...data[k]];
    values[Math.floor(random() * values.length)] = poison;
    const inputs = sample.inputs.map((input, i) => ({
      ...input,
      fill: { values: i === k ? values : [...data[i]] },
    }));
    return [{ ...sample, title: `${sample.title}, ${poison} in input ${k}`, inputs }];
  });
}
