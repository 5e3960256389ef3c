import type { Intervention } from '../experiment/schema';
import type { Node } from '../graph/node';
import { sizeOf } from '../tensor/shape';
import type { Axis, Shape } from '../tensor/types';

/** A tensor of one example: without the batch axis, along which every example is alike. */
export interface OwnAxes {
  readonly shape: Shape;
  readonly axes: readonly Axis[];
  /** The place of each of these axes in the tensor. */
  readonly places: readonly number[];
}

/** The axes of a tensor but the batch; null when examples do not lie one after another. */
export function ownAxes({ axes, type: { shape } }: Pick<Node, 'axes' | 'type'>): OwnAxes | null {
  const batch = axes.indexOf('B');
  if (batch > 0 && shape.slice(0, batch).some((size) => size > 1)) return null;
  const places = axes.map((_, place) => place).filter((place) => place !== batch);
  return {
    shape: places.map((place) => shape[place]),
    axes: places.map((place) => axes[place]),
    places,
  };
}

/** The chosen indices along each axis that the tensor has; those that this example is too short for are left out. */
export function chosen(where: Intervention['where'], shape: Shape): number[][] {
  return shape.map((size, axis): number[] => {
    const list: readonly number[] = where[axis] ?? Array.from({ length: size }, (_, i) => i);
    return list.filter((at) => at < size);
  });
}

/** Row-major positions of chosen cells, in their order. */
export function cellsOf(indices: readonly (readonly number[])[], shape: Shape): number[] {
  return indices.reduce<number[]>(
    (cells, along, axis) => cells.flatMap((before) => along.map((at) => before * shape[axis] + at)),
    [0],
  );
}

/** 1 at the chosen cells of a tensor of one example, else 0. */
export function maskOf(cells: readonly number[], shape: Shape): number[] {
  return scattered(
    cells,
    cells.map(() => 1),
    shape,
  );
}

/** Values at the chosen cells of a tensor of one example, else 0. */
export function scattered(
  cells: readonly number[],
  values: readonly number[],
  shape: Shape,
): number[] {
  const all = new Array<number>(sizeOf(shape)).fill(0);
  cells.forEach((cell, i) => {
    all[cell] = values[i];
  });
  return all;
}

/**
 * Values of chosen cells, as far as this example has the cells: where it is shorter, those beyond its
 * end are left out. Every axis names its indices.
 */
export function fittingValues(
  { where, values = [] }: Pick<Intervention, 'where' | 'values'>,
  shape: Shape,
): number[] {
  const lists = where.map((list) => list ?? []);
  const kept = lists.map((list, axis) => list.flatMap((at, i) => (at < shape[axis] ? [i] : [])));
  const whole = lists.map((list) => list.length);
  return cellsOf(kept, whole).map((at) => values[at]);
}

/** Axes of positions, along which the mean of a selection is taken; the last axis where there are none. */
export function positionAxes({ axes, places }: OwnAxes): number[] {
  const found = places.filter((_, i) => POSITIONS.has(axes[i]));
  return found.length > 0 ? found : places.slice(-1);
}

const POSITIONS: ReadonlySet<Axis> = new Set(['T', 'Tq', 'Y', 'X']);
