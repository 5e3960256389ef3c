import { cellsOf, chosen, ownAxes } from '../autodiff/selection';
import { requireFits } from '../autodiff/interventions';
import { interventionsFromJson } from '../experiment/validate';
import type { Intervention, PatchSource } from '../experiment/schema';
import { HeedError, InputError } from '../tensor/errors';
import { ruleKey } from './interventions';
import { parameterOf } from './parameter-key';
import type { Probe } from './probe';
import type { Workbench } from './workbench';

/**
 * Interventions as they can stand: of those that freeze or patch, the values are read if they are not
 * given, and every new one is checked against the tensor that it is about.
 * @throws GraphError, InputError or ExperimentError saying what is wrong with which
 */
export async function completed(
  bench: Workbench,
  list: readonly Intervention[],
): Promise<readonly Intervention[]> {
  if (!Array.isArray(list)) {
    throw new InputError(`Interventions come as a list; got ${typeof list}.`);
  }
  const known = new Set(bench.edits.standing.map(ruleKey));
  const filled: Intervention[] = [];
  for (const one of list as readonly Intervention[]) {
    const readable =
      typeof one === 'object' &&
      one !== null &&
      Array.isArray(one.where) &&
      typeof one.tensor === 'string';
    filled.push(!readable || known.has(ruleKey(one)) ? one : await withValues(bench, one));
  }
  const valid = interventionsFromJson(filled);
  for (const one of valid) {
    const { name, run } = parameterOf(one.tensor);
    if (one.training && !bench.runs) {
      throw new InputError('Nothing is trained here, so an intervention cannot be on in training.');
    }
    if (known.has(ruleKey(one))) continue;
    if (run !== bench.run) {
      throw new InputError(`"${one.tensor}" belongs to a model that is not shown; show it first.`);
    }
    requireFits(bench.probe.node(name), one, true);
  }
  return valid;
}

/**
 * Why an intervention of a saved experiment does not fit the model; null when it does.
 * @param lastStep the number of training steps that the experiment was saved after
 */
export function interventionProblem(
  bench: Workbench,
  { trained, ...one }: Intervention,
  lastStep: number,
): string | null {
  const { name, run } = parameterOf(one.tensor);
  const late = trained?.flat().find((step) => step !== null && step > lastStep);
  if (late !== undefined) {
    return `An intervention on "${one.tensor}" was switched after ${late} steps, but the experiment has only ${lastStep}.`;
  }
  if (run >= bench.runIds.length) {
    return `An intervention is about "${one.tensor}"; this experiment has models 0 to ${bench.runIds.length - 1}.`;
  }
  if ((one.training || trained) && !bench.runs) {
    return `An intervention on "${one.tensor}" is on in training, but nothing is trained here.`;
  }
  // One of a model that is not shown was checked when it was made.
  if (run !== bench.run) return null;
  if (!bench.probe.has(name)) {
    return `This model has no tensor named "${name}", which an intervention refers to.`;
  }
  try {
    requireFits(bench.probe.node(name), one, false);
  } catch (error) {
    if (error instanceof HeedError) return error.message;
    throw error;
  }
  return null;
}

async function withValues(bench: Workbench, one: Intervention): Promise<Intervention> {
  const reads = one.kind === 'freeze' || one.kind === 'patch';
  if (!reads || one.values !== undefined) return one;
  const { name } = parameterOf(one.tensor);
  const node = bench.probe.node(name);
  const own = ownAxes(node);
  if (!own || one.where.length !== own.shape.length) {
    // The check that follows says what is wrong.
    return { ...one, values: [] };
  }
  const where = chosen(one.where, own.shape);
  if (one.kind === 'freeze') {
    return { ...one, where, values: await valuesAt(bench.probe, name, where) };
  }
  const { from } = one;
  if (!from) throw new InputError('A patch needs the example that it comes from.', name);
  return bench.withExample({ kind: 'data', ...from }, async (probe) => {
    requireRoom(probe, name, where, from);
    return { ...one, where, values: await valuesAt(probe, name, where) };
  });
}

function requireRoom(
  probe: Probe,
  name: string,
  where: readonly (readonly number[])[],
  { split, index }: PatchSource,
): void {
  const shape = ownAxes(probe.node(name))?.shape ?? [];
  const axis = where.findIndex((list, i) => list.some((at) => at >= shape[i]));
  if (axis < 0) return;
  throw new InputError(
    `Example ${index} of the ${split} split has positions 0 to ${shape[axis] - 1} there; the selection goes to ${Math.max(...where[axis])}. Select fewer, or take a longer example.`,
    name,
  );
}

async function valuesAt(
  probe: Probe,
  name: string,
  where: readonly (readonly number[])[],
): Promise<number[]> {
  const [data] = await probe.read([name]);
  const shape = ownAxes(probe.node(name))?.shape ?? [];
  // Nine digits tell every 32-bit number from its neighbours.
  return cellsOf(where, shape).map((flat) => Number(data[flat].toPrecision(9)));
}
