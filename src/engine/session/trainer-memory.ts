import type { BufferSpec, Region } from '../backends/backend';
import type { TextDataset } from '../data/dataset';
import { Builder } from '../graph/builder';
import type { ParameterSpec } from '../layers/context';
import { randomUniform } from '../ops/random-uniform';
import { keyOf } from '../ops/shared/philox';
import { optimizerState } from '../optim/optimizer';
import type { TrainingSpec } from '../optim/training';
import { pack } from '../plan/pack';
import { aligned, makePlan, type Plan } from '../plan/plan';

/** Steps whose metrics stay on the device until somebody reads them. */
export const RING = 1024;
/** Numbers of one record: loss, accuracy, gradient norm, step. */
export const RING_WIDTH = 4;

/** Where everything that outlives a step lies. */
export type TrainerMemory = ReturnType<typeof layOut>;

/** Parameters lie together in one buffer, and so do their gradients and each of their moments. */
export function layOut(
  prefix: string,
  specs: readonly ParameterSpec[],
  dataset: TextDataset,
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
      norm: whole('norm', 1),
    },
    hyperValues: state.hyper,
    ring: whole('ring', RING * RING_WIDTH),
    evaluationRing: whole('evaluation', batches * RING_WIDTH),
    trainTokens: whole('train.tokens', dataset.train.tokens.length, 'i32'),
    trainLabels: whole('train.labels', dataset.train.labels.length, 'i32'),
    validationTokens: whole('validation.tokens', dataset.validation.tokens.length, 'i32'),
    validationLabels: whole('validation.labels', dataset.validation.labels.length, 'i32'),
  };
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
