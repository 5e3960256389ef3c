import type { KernelSpec } from '../../graph/op';
import { ShapeError } from '../../tensor/errors';
import { showShape, showType } from '../../tensor/shape';
import type { TensorType } from '../../tensor/types';
import { requireIndices, requireShape } from './check';
import { grid } from './grid';

/**
 * Connectionist temporal classification (Graves et al. 2006): the states of a target of S symbols are
 * the symbols with a blank before, between and after them, 2S+1 in all. State s is a blank where s is
 * even, and symbol (s − 1)/2 where it is odd.
 */
export interface CtcSizes {
  /** B: how many sequences. */
  readonly batch: number;
  /** T: positions of an input, padding included. */
  readonly time: number;
  /** 2S+1: states of a target, padding included. */
  readonly states: number;
  /** S: symbols of a target, padding included. */
  readonly symbols: number;
}

/**
 * Sizes of tensors of states over time.
 * @throws ShapeError unless they are `f32[B,T,2S+1]`
 */
export function requireStates(op: string, what: string, type: TensorType): CtcSizes {
  const { dtype, shape } = type;
  if (dtype !== 'f32' || shape.length !== 3 || shape[2] % 2 === 0) {
    throw new ShapeError(
      `${op}: ${what} must be f32[B,T,2S+1] with an odd number of states, but it is ${showType(type)}.`,
    );
  }
  const [batch, time, states] = shape;
  return { batch, time, states, symbols: (states - 1) / 2 };
}

/** @throws ShapeError unless the targets are `i32[B,S]` */
export function requireTargets(op: string, targets: TensorType, batch: number): void {
  requireIndices(op, 'the targets', targets);
  if (targets.shape.length !== 2 || targets.shape[0] !== batch) {
    throw new ShapeError(
      `${op}: the targets have shape ${showShape(targets.shape)}, but a batch of ${batch} asks for [${batch},S].`,
    );
  }
}

/** @throws ShapeError unless both lengths are `i32[B]` */
export function requireLengths(
  op: string,
  inputLengths: TensorType,
  targetLengths: TensorType,
  batch: number,
): void {
  for (const [what, type] of [
    ['the input lengths', inputLengths],
    ['the target lengths', targetLengths],
  ] as const) {
    requireIndices(op, what, type);
    requireShape(op, what, type, [batch], `a batch of ${batch}`);
  }
}

/** A length as it counts: from 0 to what there is room for. */
export function clampLength(length: number, room: number): number {
  return Math.min(Math.max(length, 0), room);
}

/**
 * Whether state `s` can be reached from the one before the last, past the blank between two different
 * symbols (Graves et al. 2006, section 4.1).
 * @param first  position of the target's first symbol
 */
export function mayPass(
  targets: { readonly [flat: number]: number },
  first: number,
  s: number,
  blank: number,
): boolean {
  if (s % 2 === 0 || s < 3) return false;
  const symbol = targets[first + (s - 1) / 2];
  return symbol !== blank && symbol !== targets[first + (s - 3) / 2];
}

/** States up to this number are left to one thread a sequence. */
const FEWEST_TO_SHARE = 8;

/** Entry points of a recursion over time: threads that share a sequence's states, or one thread each. */
export function ctcDispatch(
  batch: number,
  states: number,
): Pick<KernelSpec, 'entryPoint' | 'workgroups' | 'withoutBarriers'> {
  const alone = { entryPoint: 'thread_per_sequence', workgroups: grid(batch) };
  if (states < FEWEST_TO_SHARE) return alone;
  return { entryPoint: 'group_per_sequence', workgroups: grid(batch, 1), withoutBarriers: alone };
}
