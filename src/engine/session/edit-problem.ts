import type { Edit } from '../experiment/schema';
import { HeedError } from '../tensor/errors';
import { indexOf, sizeOf } from '../tensor/shape';
import type { Workbench } from './workbench';
import { cellsOf } from './write';

/**
 * Why an edit of a saved experiment does not fit the model; null when it does.
 * @param lastStep the number of training steps that the experiment was saved after
 */
export function editProblem(
  bench: Workbench,
  { tensor, step, cells }: Edit,
  lastStep: number,
): string | null {
  const { probe, indexRange } = bench;
  const isParameter = bench.isParameter(tensor);
  // A parameter of a model that is not shown was checked when it was written.
  if (isParameter && !probe.has(tensor)) return null;
  if (!probe.has(tensor)) {
    return `This model has no tensor named "${tensor}", which an edit refers to.`;
  }
  const node = probe.node(tensor);
  if (isParameter !== (step !== undefined)) {
    return `An edit of "${tensor}" must ${isParameter ? '' : 'not '}say at which step it was made.`;
  }
  if (step !== undefined && step > lastStep) {
    return `An edit of "${tensor}" was made after ${step} steps, but the experiment has only ${lastStep}.`;
  }
  const size = sizeOf(node.type.shape);
  try {
    for (const [flat, value] of cells) {
      if (flat >= size) return `An edit of "${tensor}" refers to element ${flat}; it has ${size}.`;
      cellsOf(node, { index: indexOf(node.type.shape, flat), value }, indexRange(tensor));
    }
  } catch (error) {
    if (error instanceof HeedError) return error.message;
    throw error;
  }
  return null;
}
