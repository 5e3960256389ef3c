import type { Intervention } from '../../engine/experiment/schema';
import type { TensorInfo } from '../../engine/session/client';

/** An intervention as a script gives it: what is left out is usual. */
export type GivenRule = Pick<Intervention, 'tensor' | 'kind'> & Partial<Intervention>;

/** The same in full: of all cells, on, not in training, and the first permutation where it shuffles. */
export function completeRule(rule: GivenRule, tensors: readonly TensorInfo[]): Intervention {
  const info = tensors.find(({ name }) => name === rule.tensor);
  const axes = info?.axes.filter((axis) => axis !== 'B') ?? [];
  return {
    where: axes.map(() => null),
    on: true,
    training: false,
    ...(rule.kind === 'shuffle' ? { seed: 1 } : {}),
    ...rule,
  };
}
