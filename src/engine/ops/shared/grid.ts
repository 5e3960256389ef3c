import { PlanError } from '../../tensor/errors';

/** Threads of a one-dimensional kernel's workgroup: `@workgroup_size(64)`. */
const THREADS = 64;

const MAX_GROUPS = 65_535;

/**
 * Workgroups for `count` items, `perGroup` of them to a group. WebGPU allows 65,535 groups along
 * one dimension, so longer work is folded into rows; shaders recover the item as
 * `id.x + id.y * groups.x * 64u` and skip what lies past the end.
 */
export function grid(count: number, perGroup = THREADS): [number, number, number] {
  const groups = Math.max(1, Math.ceil(count / perGroup));
  if (groups <= MAX_GROUPS) return [groups, 1, 1];
  const rows = Math.ceil(groups / MAX_GROUPS);
  if (rows > MAX_GROUPS) {
    throw new PlanError(
      `${count} items are more than one dispatch can cover (${MAX_GROUPS}² groups).`,
    );
  }
  return [Math.ceil(groups / rows), rows, 1];
}

/** Threads of a workgroup, such that a few long-running items still keep all processors busy: 4 to 32. */
export function threadsFor(count: number): number {
  return 2 ** Math.min(5, Math.max(2, Math.floor(Math.log2(count / 16))));
}
