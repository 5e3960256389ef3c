import advanceShader from '../../shaders/advance.wgsl?raw';
import recordShader from '../../shaders/record.wgsl?raw';
import { type Region, RUNTIME_BUFFER, type Step } from '../plan/step';

/** The counters that a run advances by itself; the number is the place in the runtime buffer. */
export const COUNTERS = { step: 1, cursor: 2 } as const;
type Counter = keyof typeof COUNTERS;

/** Elements of one record: loss, accuracy, gradient norm, number of the record's step. */
const RECORD_LENGTH = 4;

/** Counts one batch of an evaluation. To be the last of its dispatches. */
export function advanceCursor(): Step {
  return {
    label: 'advance cursor',
    kernel: {
      shader: 'advance',
      source: advanceShader,
      entryPoint: 'main',
      constants: { counter: COUNTERS.cursor },
      workgroups: [1, 1, 1],
    },
    regions: [{ buffer: RUNTIME_BUFFER, offset: 0, length: 4, dtype: 'i32' }],
    writes: [0],
    reference:
      ([counters]) =>
      () => {
        counters[COUNTERS.cursor]++;
      },
  };
}

export interface RecordRegions {
  /** The first element of each. */
  readonly loss: Region;
  readonly accuracy: Region;
  readonly gradNorm: Region;
  /** Four elements per record, in a buffer of its own. */
  readonly ring: Region;
  /** What numbers the records: the training step, which has been counted by then, unless given. */
  readonly counter?: Counter;
}

/**
 * Keeps loss, accuracy and gradient norm of a step on the device, until somebody reads them.
 * ring[n mod R] = (loss, accuracy, norm, n), with n the steps or batches done before this one.
 * `f32[1] three times → f32[4·R]`
 */
export function recordStep({
  loss,
  accuracy,
  gradNorm,
  ring,
  counter = 'step',
}: RecordRegions): Step {
  const slots = ring.length / RECORD_LENGTH;
  // `normStep` has counted the training step already.
  const ahead = counter === 'step' ? 1 : 0;
  return {
    label: 'record',
    kernel: {
      shader: 'record',
      source: recordShader,
      entryPoint: 'main',
      constants: { slots, counter: COUNTERS[counter], ahead },
      workgroups: [1, 1, 1],
      usesRuntime: true,
    },
    regions: [loss, accuracy, gradNorm, ring],
    writes: [3],
    reference: ([lossData, accuracyData, normData, ringData], runtime) => {
      return () => {
        const number = runtime[counter] - ahead;
        const at = (number % slots) * RECORD_LENGTH;
        ringData[at] = lossData[0];
        ringData[at + 1] = accuracyData[0];
        ringData[at + 2] = normData[0];
        ringData[at + 3] = number;
      };
    },
  };
}
