import { PlanError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { aligned } from './plan';
import type { Region } from './step';

/** Tensors that lie one behind the other, so that one dispatch can go over all of them. */
export interface Packing {
  /** Elements of the whole, gaps for alignment included. */
  readonly length: number;
  /** Where one tensor lies in a region of that length. @throws PlanError when it is not among them */
  readonly part: (whole: Region, name: string) => Region;
}

/** Lays out tensors in the given order; each starts at a place that can be bound. */
export function pack(tensors: Iterable<readonly [name: string, shape: Shape]>): Packing {
  const places = new Map<string, { offset: number; length: number }>();
  let total = 0;
  for (const [name, shape] of tensors) {
    const length = sizeOf(shape);
    places.set(name, { offset: total, length });
    total += aligned(length);
  }
  return {
    length: total,
    part: (whole, name) => {
      const place = places.get(name);
      if (!place) throw new PlanError(`"${name}" has no place among the packed tensors.`, name);
      return { ...whole, ...place };
    },
  };
}
