import { type RecurrentKind, recurrent as recurrentLayers } from '../../layers/recurrent';
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
