import shader from '../../shaders/previous-state.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { showShape, sizeOf } from '../tensor/shape';
import { fill } from './fill';
import { requireFloat, requireWhole } from './shared/check';
import { grid } from './shared/grid';
import { recurrentSizes, slotAt } from './shared/recurrent';
import { pad, slice } from './slice';

type PreviousStateAttrs = {
  readonly reverse: boolean;
  /** Where the state begins within a position. */
  readonly offset: number;
};

export const previousStateOp: OpDef<PreviousStateAttrs> = defineOp<PreviousStateAttrs>({
  name: 'previousState',
  doc: {
    family: 'recurrence',
    summary: 'The state that each position of a recurrence began with: that of the one before it.',
    equation:
      'y_t = h_{t-1}, \\quad y_1 = h_0 \\quad (\\text{reversed: } y_t = h_{t+1},\\ y_T = h_0)',
    shapes: 'f32[B,T,W], f32[B,H] → f32[B,T,H]',
    numerics: '',
    source: 'Goodfellow et al. 2016, section 10.2',
  },
  infer: ([states, initial], { offset }) => {
    const {
      batch,
      steps,
      hidden: width,
    } = recurrentSizes('previousState', 'the states', states, 1);
    requireFloat('previousState', 'the initial state', initial);
    requireWhole('previousState', 'the offset', offset, 0);
    const [rows, hidden] = initial.shape;
    if (initial.shape.length !== 2 || rows !== batch || offset + hidden > width) {
      throw new ShapeError(
        `previousState: the initial state has shape ${showShape(initial.shape)}, but states of shape ` +
          `${showShape(states.shape)} from ${offset} on ask for [${batch},H] with H up to ${width - offset}.`,
      );
    }
    return { dtype: 'f32', shape: [batch, steps, hidden] };
  },
  gradient: ({ b, attrs: { reverse, offset }, inputs: [states, initial], grad }) => {
    const [, steps, width] = states.type.shape;
    const hidden = initial.type.shape[1];
    const first = slotAt(b, grad, hidden, 0, reverse ? steps - 1 : 0);
    if (steps === 1) return [fill(b, states.type.shape, 0), first];
    // Each position's gradient belongs to the position before it.
    const rest = slice(b, grad, { axis: 1, start: reverse ? 0 : 1, length: steps - 1 });
    const moved = pad(b, rest, { axis: 1, before: Number(reverse), after: Number(!reverse) });
    const after = width - offset - hidden;
    return [pad(b, moved, { axis: 2, before: offset, after }), first];
  },
  reference: ({ attrs: { reverse, offset }, inputs, data: [states, initial], out }) => {
    const [batch, steps, width] = inputs[0].shape;
    const hidden = inputs[1].shape[1];
    return () => {
      for (let row = 0, o = 0; row < batch; row++) {
        for (let t = 0; t < steps; t++) {
          const before = reverse ? t + 1 : t - 1;
          const inside = before >= 0 && before < steps;
          const from = inside ? states : initial;
          let i = inside ? (row * steps + before) * width + offset : row * hidden;
          for (const end = o + hidden; o < end; o++, i++) out[o] = from[i];
        }
      }
    };
  },
  kernel: ({ attrs: { reverse, offset }, inputs, output }) => {
    const [, steps, width] = inputs[0].shape;
    const count = sizeOf(output.shape);
    return {
      shader: 'previous-state',
      source: shader,
      entryPoint: 'main',
      constants: {
        count,
        steps,
        width,
        hidden: inputs[1].shape[1],
        offset,
        reverse: Number(reverse),
      },
      workgroups: grid(count),
    };
  },
  provenance: ({ attrs: { reverse, offset }, inputs, flat }) => {
    const [, steps, width] = inputs[0].shape;
    const hidden = inputs[1].shape[1];
    const unit = flat % hidden;
    const place = Math.floor(flat / hidden);
    const before = (place % steps) + (reverse ? 1 : -1);
    const row = Math.floor(place / steps);
    if (before < 0 || before >= steps) return { terms: [{ input: 1, flat: row * hidden + unit }] };
    return { terms: [{ input: 0, flat: (row * steps + before) * width + offset + unit }] };
  },
  samples: [
    {
      title: 'forward',
      attrs: { reverse: false, offset: 2 },
      inputs: [{ shape: [2, 4, 7] }, { shape: [2, 3] }],
    },
    {
      title: 'backward',
      attrs: { reverse: true, offset: 0 },
      inputs: [{ shape: [3, 5, 2] }, { shape: [3, 2] }],
    },
    {
      title: 'one of everything',
      attrs: { reverse: false, offset: 0 },
      inputs: [{ shape: [1, 1, 1] }, { shape: [1, 1] }],
    },
    {
      title: 'more than one workgroup, the last elements',
      attrs: { reverse: true, offset: 5 },
      inputs: [{ shape: [7, 3, 12] }, { shape: [7, 7] }],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * The state before each position. `f32[B,T,W], f32[B,H] → f32[B,T,H]`
 *
 * @param initial        the state before the first position walked
 * @param attrs.reverse  whether the recurrence walks from the last position to the first
 * @param attrs.offset   where the H elements of the state begin among the W of a position
 */
export function previousState(
  b: Builder,
  states: Node,
  initial: Node,
  attrs: PreviousStateAttrs,
  options?: NodeOptions,
): Node {
  const axes = [states.axes[0], states.axes[1], initial.axes[1]];
  return b.apply(previousStateOp, [states, initial], attrs, { axes, ...options });
}
