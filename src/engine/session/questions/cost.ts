import type { Cost } from '../inspect/cost';
import type { Question } from './question';

/** Which dispatch computes a tensor of the shown example, how long it takes, and how large the tensor is. */
export const cost: Question<{ readonly name: string }, Cost> = ({ bench }, { name }) =>
  bench.probe.cost(name);
