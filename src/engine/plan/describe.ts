import type { Plan } from './plan';
import type { Region, Step } from './step';

/** Parts of a training step, in order. */
export type PlanPhase = 'forward' | 'backward' | 'update';

/** One dispatch, for people. */
export interface PlanRow {
  readonly phase: PlanPhase;
  /** What it leaves in memory: tensors, or what a step after the gradients does. */
  readonly tensors: readonly string[];
  /** What it computes on the way without storing it. */
  readonly absorbed: readonly string[];
  /** File name of the shader without `.wgsl`, and its entry point. */
  readonly shader: string;
  readonly entryPoint: string;
  /** Workgroups along x, y and z. */
  readonly workgroups: readonly [number, number, number];
}

/** A plan as plain data. */
export interface PlanDescription {
  readonly rows: readonly PlanRow[];
  /** Buffers for what lies between the dispatches; data, parameters and gradients have their own. */
  readonly buffers: number;
  /** Bytes of these buffers, and what they would be if no two tensors shared one. */
  readonly bytes: number;
  readonly bytesUnshared: number;
}

const BYTES = 4;

/**
 * A plan as rows and totals.
 * @param extra  steps that follow it, such as the optimiser's
 */
export function describePlan(plan: Plan, extra: readonly Step[] = []): PlanDescription {
  const unitOf = new Map(plan.units.map((unit) => [unit.outputs[0].name, unit]));
  const nameOf = namesOfPlaces(plan);
  let phase: PlanPhase = 'forward';
  const row = (step: Step): PlanRow => {
    // A dispatch that joins several products has all their names.
    const units = step.label.split(', ').map((label) => unitOf.get(label) ?? label);
    const backward = units.some(
      (unit) => typeof unit !== 'string' && unit.outputs[0].role === 'gradient',
    );
    if (phase === 'forward' && backward) phase = 'backward';
    const outputs = units.flatMap((unit) =>
      typeof unit === 'string' ? [unit] : unit.outputs.map(({ name }) => name),
    );
    const written = step.writes.map((i) => step.regions[i]);
    return {
      phase,
      tensors: outputs.map((name, i) => (isUnnamed(name) && nameOf(written[i])) || name),
      absorbed: step.absorbed ?? [],
      shader: step.kernel.shader,
      entryPoint: step.kernel.entryPoint,
      workgroups: step.kernel.workgroups,
    };
  };
  const rows = plan.steps.map(row);
  phase = 'update';
  rows.push(...extra.map(row));
  return {
    rows,
    buffers: plan.buffers.length,
    bytes: BYTES * plan.buffers.reduce((sum, { length }) => sum + length, 0),
    bytesUnshared: BYTES * plan.unshared,
  };
}

/** Whether a tensor is called after its operation and its number: `matmul#86`. */
const isUnnamed = (name: string) => name.includes('#');

/**
 * Finds the name of what lies in a place of its own. A gradient is often another shape of what a
 * dispatch computes; memory that several dispatches write says nothing, for others lie there too.
 */
function namesOfPlaces(plan: Plan): (region: Region | undefined) => string | undefined {
  const own = new Set(plan.buffers.map(({ name }) => name));
  const written = plan.steps.flatMap(({ regions, writes }) => writes.map((i) => regions[i].buffer));
  const shared = new Set(written.filter((name, i) => own.has(name) && written.indexOf(name) !== i));
  const key = ({ buffer, offset, length }: Region) => `${buffer} ${offset} ${length}`;
  const names = new Map<string, string>();
  for (const [name, region] of plan.regions) {
    if (!shared.has(region.buffer) && !isUnnamed(name)) names.set(key(region), name);
  }
  return (region) => region && names.get(key(region));
}
