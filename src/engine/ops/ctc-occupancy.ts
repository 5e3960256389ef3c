import shader from '../../shaders/ctc-occupancy.wgsl?raw';
import { e } from '../graph/expr';
import { defineOp } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import { requireShape, requireWhole } from './shared/check';
import { requireStates, requireTargets } from './shared/ctc';
import { grid } from './shared/grid';

type CtcOccupancyAttrs = {
  /** K: how many classes there are. */
  readonly classes: number;
  readonly blank: number;
};

export const ctcOccupancyOp = defineOp<CtcOccupancyAttrs>({
  name: 'ctcOccupancy',
  doc: {
    family: 'loss',
    summary:
      'Adds up the states of a target by the class that they emit, at every position: the gradient of the log-probabilities.',
    equation: 'y_{t,k} = \\sum_{s\\,:\\,\\ell_s = k} \\gamma_{t,s}',
    shapes: 'f32[B,T,2S+1], i32[B,S] → f32[B,T,K]',
    numerics: 'Each class gathers its states in order; no two threads write one element.',
    source: 'Graves et al. 2006, section 4.2 (the sum over lab(l, k))',
  },
  infer: ([gamma, targets], { classes, blank }) => {
    const { batch, time, symbols } = requireStates('ctcOccupancy', 'γ', gamma);
    requireTargets('ctcOccupancy', targets, batch);
    requireShape('ctcOccupancy', 'the targets', targets, [batch, symbols], 'the states');
    requireWhole('ctcOccupancy', 'the number of classes', classes, 1);
    requireWhole('ctcOccupancy', 'the blank', blank, 0);
    if (blank >= classes) {
      throw new ShapeError(`ctcOccupancy: the blank is class ${blank}, but there are ${classes}.`);
    }
    return { dtype: 'f32', shape: [batch, time, classes] };
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs: { classes, blank }, inputs, data: [gamma, targets], out }) => {
    const { batch, time, states, symbols } = requireStates('ctcOccupancy', 'γ', inputs[0]);
    const sums = new Float64Array(classes);
    return () => {
      for (let row = 0; row < batch * time; row++) {
        const first = Math.floor(row / time) * symbols;
        sums.fill(0);
        for (let s = 0; s < states; s++) {
          const symbol = s % 2 === 0 ? blank : targets[first + (s - 1) / 2];
          if (symbol >= 0 && symbol < classes) sums[symbol] += gamma[row * states + s];
        }
        for (let k = 0; k < classes; k++) out[row * classes + k] = sums[k];
      }
    };
  },
  kernel: ({ attrs, inputs, output }) => {
    const { time, symbols } = requireStates('ctcOccupancy', 'γ', inputs[0]);
    const count = sizeOf(output.shape);
    return {
      shader: 'ctc-occupancy',
      source: shader,
      entryPoint: 'main',
      constants: { count, time, classes: attrs.classes, symbols, blank: attrs.blank },
      workgroups: grid(count),
    };
  },
  provenance: ({ attrs: { classes, blank }, inputs, flat, value }) => {
    const { time, states, symbols } = requireStates('ctcOccupancy', 'γ', inputs[0]);
    const row = Math.floor(flat / classes);
    const first = Math.floor(row / time) * symbols;
    const symbolOf = (s: number) => (s % 2 === 0 ? blank : value(1, first + (s - 1) / 2));
    const terms = Array.from({ length: states }, (_, s) => s)
      .filter((s) => symbolOf(s) === flat % classes)
      .map((s) => ({ input: 0, flat: row * states + s }));
    return terms.length > 0 ? { terms } : { terms, expr: e.num(0) };
  },
  samples: [
    {
      title: 'repeated symbols',
      attrs: { classes: 4, blank: 0 },
      inputs: [
        { shape: [2, 3, 7] },
        { shape: [2, 3], dtype: 'i32', fill: { values: [1, 3, 1, 2, 2, 2] } },
      ],
    },
    {
      title: 'one position, the blank last',
      attrs: { classes: 2, blank: 1 },
      inputs: [{ shape: [1, 1, 3] }, { shape: [1, 1], dtype: 'i32', fill: { values: [0] } }],
    },
    {
      title: 'symbols that do not exist, and the blank as one',
      attrs: { classes: 3, blank: 0 },
      inputs: [
        { shape: [1, 5, 9] },
        { shape: [1, 4], dtype: 'i32', fill: { values: [3, -1, 0, 2] } },
      ],
    },
    {
      title: 'more than one workgroup, many states',
      attrs: { classes: 11, blank: 5 },
      inputs: [{ shape: [2, 9, 83] }, { shape: [2, 41], dtype: 'i32', fill: { ids: 11 } }],
    },
  ],
  tolerance: { abs: 1e-6, rel: 2e-6 },
});
