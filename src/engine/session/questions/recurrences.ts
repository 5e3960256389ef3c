import { type Recurrence, recurrencesOf } from '../inspect/recurrences';
import type { Question } from './question';

/** The recurrent layers of the shown model, direction by direction, and what their tensors are called. */
export const recurrences: Question<Record<string, never>, readonly Recurrence[]> = async ({
  bench,
}) => recurrencesOf(bench.probe.nodes);
