import type { BufferSpec, Region, Step } from '../backends/backend';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import type { ParameterSpec, StateSpec } from '../layers/context';
import type { GivenSpec, ModelGraph } from '../models/build';
import { randomUniform } from '../ops/random-uniform';
import { reshape } from '../ops/reshape';
import { keyOf } from '../ops/shared/philox';
import { NORM_LENGTH } from '../optim/clip-norm';
import { optimizerState } from '../optim/optimizer';
import type { TrainingSpec } from '../optim/training';
import { copyStep } from '../plan/copy';
import { pack } from '../plan/pack';
import { aligned, makePlan, type Plan } from '../plan/plan';
import { ExperimentError } from '../tensor/errors';

/** Steps whose metrics stay on the device until somebody reads them. */
export const RING = 1024;
/** Numbers of one record: loss, accuracy, gradient norm (of an evaluation: examples without a mistake), step. */
export const RING_WIDTH = 4;

/** Where everything that outlives a step lies. */
export type TrainerMemory = ReturnType<typeof layOut>;

/** Parameters lie together in one buffer, and so do their gradients, each of their moments, and the states. */
export function layOut(
  prefix: string,
  specs: readonly ParameterSpec[],
  states: readonly StateSpec[],
  training: TrainingSpec,
  batches: number,
) {
  const { length: total, part } = pack(specs.map(({ name, shape }) => [name, shape]));
  const buffers: BufferSpec[] = [];
  const whole = (name: string, length: number, dtype: Region['dtype'] = 'f32'): Region => {
    buffers.push({ name: `${prefix}.${name}`, length: aligned(length) });
    return { buffer: `${prefix}.${name}`, offset: 0, length, dtype };
  };
  const parameterBuffer = whole('parameters', total);
  const gradientBuffer = whole('gradients', total);
  const state = optimizerState(training);
  return {
    buffers,
    parameters: new Map(specs.map((p) => [p.name, part(parameterBuffer, p.name)])),
    gradient: (name: string) => part(gradientBuffer, name),
    optimizer: {
      parameters: parameterBuffer,
      gradients: gradientBuffer,
      moments: Array.from({ length: state.moments }, (_, i) => whole(`moment.${i}`, total)),
      hyper: whole('hyper', state.hyper.length),
      norm: whole('norm', NORM_LENGTH),
    },
    hyperValues: state.hyper,
    ring: whole('ring', RING * RING_WIDTH),
    evaluationRing: whole('evaluation', batches * RING_WIDTH),
    /** What a model without that measure records: nothing ever writes it. */
    nothing: whole('nothing', 1),
    states: placeStates(states, whole),
  };
}

/** Where states lie. They are moved at the end of a step: all of it reads what they were at its beginning. */
interface StateMemory {
  /** All of them as the step finds them; nothing where there are none. */
  readonly whole: readonly Region[];
  /** Each of them, by its name. */
  readonly current: ReadonlyMap<string, Region>;
  /** Where the step leaves each, by the name of the node that computes it. */
  readonly next: ReadonlyMap<string, Region>;
  readonly steps: readonly Step[];
  /** What restarting writes. */
  readonly initial: readonly { readonly region: Region; readonly value: number }[];
}

function placeStates(
  specs: readonly StateSpec[],
  whole: (name: string, length: number) => Region,
): StateMemory {
  if (specs.length === 0) {
    return { whole: [], current: new Map(), next: new Map(), steps: [], initial: [] };
  }
  const { length, part } = pack(specs.map(({ name, shape }) => [name, shape]));
  const current = whole('states', length);
  const next = whole('states.next', length);
  return {
    whole: [current],
    current: new Map(specs.map(({ name }) => [name, part(current, name)])),
    next: new Map(specs.map(({ name }) => [nextName(name), part(next, name)])),
    steps: [copyStep('states', next, current)],
    initial: specs.map(({ name, value }) => ({ region: part(current, name), value })),
  };
}

/** Where tensors with given values lie. */
interface GivenMemory {
  readonly whole: Region;
  /** Each of them, by its name. */
  readonly regions: ReadonlyMap<string, Region>;
}

/**
 * Where a judge's parameters and states are to lie: as in the memory that `weights` were read from.
 * @throws ExperimentError when they are those of another model
 */
export function placeGiven(
  buffer: string,
  given: readonly GivenSpec[],
  { length: found }: Float32Array,
): GivenMemory {
  const { length, part } = pack(given.map(({ name, shape }) => [name, shape]));
  if (found !== length) {
    throw new ExperimentError(
      `The judge's weights hold ${found} numbers; its model needs ${length}. They belong to another model: train it anew and save it.`,
    );
  }
  const whole: Region = { buffer, offset: 0, length, dtype: 'f32' };
  return { whole, regions: new Map(given.map(({ name }) => [name, part(whole, name)])) };
}

const nextName = (state: string) => `next:${state}`;

/** What training makes of each state, as nodes that have a place. @throws ExperimentError when it never changes one */
export function nextStates({ b, states, updates }: ModelGraph): Node[] {
  return states.map(({ name, shape }) => {
    const next = updates.get(name);
    if (!next) throw new ExperimentError(`Training never changes the state "${name}".`, name);
    return reshape(b, next, shape, { name: nextName(name) });
  });
}

/** Draws the random initial weights right where the parameters lie. */
export function planOfInits(
  prefix: string,
  specs: readonly ParameterSpec[],
  memory: TrainerMemory,
): Plan {
  const b = new Builder();
  const placed = new Map<string, Region>();
  const outputs = specs.flatMap(({ name, shape, init }) => {
    if (init.kind !== 'uniform') return [];
    const region = memory.parameters.get(name);
    if (region) placed.set(`init:${name}`, region);
    return [
      randomUniform(b, shape, { limit: init.limit, key: keyOf(name) }, { name: `init:${name}` }),
    ];
  });
  return makePlan({ graph: b, outputs, placed, keep: new Set(), prefix: `${prefix}.init` });
}
