import { type RecurrentKind, recurrent as recurrentLayers } from '../../layers/recurrent';
import { add } from '../../ops/add';
import { fill } from '../../ops/fill';
import { reshape } from '../../ops/reshape';
import { transpose } from '../../ops/transpose';
import { block } from '../block';

interface RecurrentSettings {
  readonly kind: RecurrentKind;
  /** Units per layer and direction. */
  readonly hidden: number;
  /** 1 unless given. */
  readonly layers?: number;
  /** Whether every layer also reads backwards; false unless given. */
  readonly bidirectional?: boolean;
  /** Between layers, in training; 0 unless given. */
  readonly dropout?: number;
  /** Whether the recurrent product has a bias of its own, as in PyTorch; only the GRU has one unless given. */
  readonly recurrentBias?: boolean;
  readonly sequence?: string;
}

/**
 * RNN, LSTM or GRU. Inputs: x, optionally where there are words, optionally first states.
 * `f32[B,T,C] (, f32[B,T], f32[L·D,B,H]) → f32[B,T,H·D]`; last states: `.hn`, `.cn`, f32[L·D,B,H]
 */
export const recurrent = block<RecurrentSettings>([1, 4], ({ m, name, inputs, settings }) => {
  const [x, keep, h0, c0] = inputs;
  const { layers = 1, bidirectional = false, sequence, ...use } = settings;
  m.section(name, 'recurrent', sequence ? { sequence } : {});
  const result = recurrentLayers(m, name, x, {
    ...use,
    layers,
    bidirectional,
    ...(keep ? { keep } : {}),
    ...(h0 ? { h0 } : {}),
    ...(c0 ? { c0 } : {}),
  });
  const { out, hn, cn } = result;
  return { out, hn, ...(cn ? { cn } : {}) };
});

/**
 * Last states of both directions side by side: where a decoder twice as wide starts.
 * `f32[D,B,H] → f32[1,B,D·H]`
 */
export const bothDirections = block<object>([1, 1], ({ m, name, inputs: [states] }) => {
  const [directions, batch, hidden] = states.type.shape;
  const rows = transpose(m.b, states, { order: [1, 0, 2] });
  return reshape(m.b, rows, [1, batch, directions * hidden], { name, axes: ['1', 'B', 'C'] });
});

/** Last states of all directions side by side: one vector for each sequence. `f32[D,B,H] → f32[B,D·H]` */
export const lastStates = block<object>([1, 1], ({ m, name, inputs: [states] }) => {
  const [directions, batch, hidden] = states.type.shape;
  const rows = transpose(m.b, states, { order: [1, 0, 2] });
  return reshape(m.b, rows, [batch, directions * hidden], {
    name: `${name}.out`,
    axes: ['B', 'C'],
  });
});

/**
 * One vector at every position of another sequence. Inputs: last states, the sequence.
 * `f32[1,B,H], f32[B,T,C] → f32[B,T,H]`
 */
export const everywhere = block<object>([2, 2], ({ m, name, inputs: [state, sequence] }) => {
  const [, batch, hidden] = state.type.shape;
  const [, length] = sequence.type.shape;
  const one = reshape(m.b, state, [batch, 1, hidden]);
  const zeros = fill(m.b, [batch, length, hidden], 0);
  return add(m.b, zeros, one, { name: `${name}.out`, axes: ['B', 'T', 'C'] });
});
