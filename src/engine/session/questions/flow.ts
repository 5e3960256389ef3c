import { type FlowNode, flowOf } from '../inspect/flow';
import type { Question } from './question';

/** The tensors of the shown example, and which is computed from which. */
export const flow: Question<Record<string, never>, readonly FlowNode[]> = async ({ bench }) =>
  flowOf(bench.probe.nodes);
