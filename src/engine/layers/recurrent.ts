import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { concat } from '../ops/concat';
import { fill } from '../ops/fill';
import { gru } from '../ops/gru';
import { lstm } from '../ops/lstm';
import { matmul } from '../ops/matmul';
import { mul } from '../ops/mul';
import { reshape } from '../ops/reshape';
import { rnn } from '../ops/rnn';
import { slice } from '../ops/slice';
import type { Axis } from '../tensor/types';
import { drop } from './drop';
import { type ModelContext, ZERO } from './context';

export type RecurrentKind = 'rnn' | 'rnn-relu' | 'lstm' | 'gru';
export type RecurrentDirection = 'forward' | 'backward';

/** Blocks of the weights, and what a position of the trace holds, in order. */
const PARTS: Record<RecurrentKind, { readonly blocks: number; readonly slots: readonly string[] }> =
  {
    rnn: { blocks: 1, slots: ['h'] },
    'rnn-relu': { blocks: 1, slots: ['h'] },
    lstm: { blocks: 4, slots: ['i', 'f', 'g', 'o', 'c', 'h'] },
    gru: { blocks: 3, slots: ['r', 'z', 'n', 'm', 'h'] },
  };

/** Values of a sigmoid, shown as shares. */
const GATES = new Set(['i', 'f', 'o', 'r', 'z']);

/** Weights of one layer in one direction; G is the number of blocks: LSTM 4 (i, f, g, o), GRU 3 (r, z, n), RNN 1. */
export interface RecurrentWeights {
  /** Of the input, f32[C,G·H]. */
  readonly W: Node;
  /** Of the state before, f32[H,G·H]. */
  readonly U: Node;
  /** f32[G·H]; omitted for none. */
  readonly b?: Node;
  /** A second bias, of the recurrent product, f32[G·H]; the GRU's reset gate acts on it. Omitted for none. */
  readonly bRecurrent?: Node;
}

export interface RecurrentLayerUse {
  readonly kind: RecurrentKind;
  readonly weights: RecurrentWeights;
  readonly direction: RecurrentDirection;
  /** f32[B,T], 1 where there is a word; omitted for words everywhere. */
  readonly keep?: Node;
  /** State before the first step, f32[B,H]; 0 unless given. */
  readonly h0?: Node;
  /** LSTM: cell state before the first step, f32[B,H]; 0 unless given. */
  readonly c0?: Node;
  /** Where every gate and state gets a name: `PATH.i`, …, `PATH.h`; nameless unless given. */
  readonly path?: string;
}

export interface RecurrentLayerResult {
  /** The state at every position, 0 where there is no word: f32[B,T,H]. */
  readonly out: Node;
  /** The state after the last step, f32[B,H]. */
  readonly hn: Node;
  /** LSTM: the cell state after the last step, f32[B,H]. */
  readonly cn?: Node;
}

/** One recurrent layer in one direction, with weights that are given. `f32[B,T,C] → f32[B,T,H]` */
export function recurrentLayer(b: Builder, x: Node, use: RecurrentLayerUse): RecurrentLayerResult {
  const { kind, weights, direction, path } = use;
  const [batch, steps] = x.type.shape;
  const [hidden] = weights.U.type.shape;
  const { slots } = PARTS[kind];
  const time = x.axes.slice(0, 2);
  const reverse = direction === 'backward';
  const named = (name: string, axes: readonly Axis[]): NodeOptions =>
    path === undefined ? { axes } : { name: `${path}.${name}`, axes };

  const wide = [...time, slots.length === 1 ? 'C' : 'G'] as const;
  // The GRU's recurrent bias is multiplied within the recurrence.
  const biases = [weights.b, kind === 'gru' ? undefined : weights.bRecurrent];
  const added = biases.filter((bias) => bias !== undefined);
  const final = (at: number) => (at === added.length ? named('projected', wide) : { axes: wide });
  const projected = added.reduce(
    (sum, bias, at) => add(b, sum, bias, final(at + 1)),
    matmul(b, x, weights.W, {}, final(0)),
  );

  const zeros = () => fill(b, [batch, hidden], 0, { axes: [time[0], 'C'] });
  const keep = use.keep ?? fill(b, [batch, steps], 1, { axes: time, kind: 'mask' });
  const trace = walked(b, use, {
    projected,
    keep,
    h0: use.h0 ?? zeros(),
    c0: () => use.c0 ?? zeros(),
    options: { ...named(slots.length === 1 ? 'h' : 'trace', wide), listed: slots.length === 1 },
  });

  /** One gate or state at every position. Those that nobody looks at are never computed. */
  const part = (slot: string, at: number): Node => {
    if (slots.length === 1) return trace;
    const kinds = { kind: GATES.has(slot) ? 'probability' : 'signed' } as const;
    const where = { axis: 2, start: at * hidden, length: hidden };
    return slice(b, trace, where, { ...named(slot, [...time, 'C']), ...kinds });
  };
  const parts = Object.fromEntries(slots.map((slot, at) => [slot, part(slot, at)]));

  const last = { axis: 1, start: reverse ? 0 : steps - 1, length: 1 };
  const atEnd = (state: Node) =>
    reshape(b, slice(b, state, last), [batch, hidden], { axes: [time[0], 'C'] });
  const { h, c } = parts;
  const masked = (y: Node) => mul(b, y, reshape(b, keep, [batch, steps, 1]), { axes: y.axes });
  return {
    out: use.keep ? masked(h) : h,
    hn: atEnd(h),
    cn: c && atEnd(c),
  };
}

interface Walk {
  readonly projected: Node;
  readonly keep: Node;
  readonly h0: Node;
  readonly c0: () => Node;
  readonly options: NodeOptions;
}

/** The trace of a layer: every gate and state of every position. */
function walked(b: Builder, use: RecurrentLayerUse, { options, c0, ...walk }: Walk): Node {
  const { kind, weights } = use;
  const reverse = use.direction === 'backward';
  const given = { ...walk, u: weights.U };
  switch (kind) {
    case 'rnn':
      return rnn(b, given, { reverse, activation: 'tanh' }, options);
    case 'rnn-relu':
      return rnn(b, given, { reverse, activation: 'relu' }, options);
    case 'lstm':
      return lstm(b, { ...given, c0: c0() }, { reverse }, options);
    case 'gru': {
      const width = weights.U.type.shape[1];
      const bias = weights.bRecurrent ?? fill(b, [width], 0, { axes: ['G'] });
      return gru(b, { ...given, bias }, { reverse }, options);
    }
  }
}

export interface RecurrentStackUse extends Pick<RecurrentLayerUse, 'kind' | 'keep' | 'path'> {
  readonly layers: number;
  readonly bidirectional: boolean;
  /** Weights of a layer that reads vectors of a width. */
  readonly weights: (
    layer: number,
    direction: RecurrentDirection,
    width: number,
  ) => RecurrentWeights;
  /** Initial states, f32[L·directions,B,H], by layer and within it forward, backward; 0 unless given. */
  readonly h0?: Node;
  /** LSTM: initial cell states, like h0. */
  readonly c0?: Node;
  /** What happens to a layer's output ahead of the next layer. */
  readonly between?: (out: Node) => Node;
}

export interface RecurrentResult {
  /** f32[B,T,H·directions]: forward beside backward; 0 where there is no word. */
  readonly out: Node;
  /** States after the last step, f32[L·directions,B,H], by layer and within it forward, backward. */
  readonly hn: Node;
  /** LSTM: cell states after the last step, like hn. */
  readonly cn?: Node;
}

/** Recurrent layers one upon the other, with weights that are given. `f32[B,T,C] → f32[B,T,H·directions]` */
export function recurrentStack(b: Builder, x: Node, use: RecurrentStackUse): RecurrentResult {
  const { kind, layers, bidirectional, path, keep } = use;
  const directions = bidirectional ? (['forward', 'backward'] as const) : (['forward'] as const);
  const finals: RecurrentLayerResult[] = [];
  let y = x;
  for (let layer = 0; layer < layers; layer++) {
    const input = layer === 0 || !use.between ? y : use.between(y);
    const results = directions.map((direction, d) => {
      const at = layer * directions.length + d;
      return recurrentLayer(b, input, {
        kind,
        weights: use.weights(layer, direction, input.type.shape[2]),
        direction,
        keep,
        h0: use.h0 && stateOf(b, use.h0, at),
        c0: use.c0 && stateOf(b, use.c0, at),
        path: path === undefined ? undefined : `${path}.${layer}.${direction}`,
      });
    });
    finals.push(...results);
    const name = layer === layers - 1 ? 'out' : `${layer}.out`;
    const parts = results.map(({ out }) => out);
    const axes = [x.axes[0], x.axes[1], 'C'] as const;
    y = concat(
      b,
      parts,
      { axis: 2 },
      path === undefined ? { axes } : { name: `${path}.${name}`, axes },
    );
  }
  const stacked = (states: readonly Node[], name: string) => {
    const rows = states.map((state) => reshape(b, state, [1, ...state.type.shape]));
    const axes = ['1', x.axes[0], 'C'] as const;
    return concat(
      b,
      rows,
      { axis: 0 },
      path === undefined ? { axes } : { name: `${path}.${name}`, axes },
    );
  };
  const cells = finals.flatMap(({ cn }) => (cn ? [cn] : []));
  return {
    out: y,
    hn: stacked(
      finals.map(({ hn }) => hn),
      'hn',
    ),
    cn: cells.length > 0 ? stacked(cells, 'cn') : undefined,
  };
}

function stateOf(b: Builder, states: Node, at: number): Node {
  const [, batch, hidden] = states.type.shape;
  const one = slice(b, states, { axis: 0, start: at, length: 1 });
  return reshape(b, one, [batch, hidden], { axes: states.axes.slice(1) });
}

export interface RecurrentOptions extends Pick<RecurrentStackUse, 'kind' | 'keep' | 'h0' | 'c0'> {
  /** Units H per layer and direction. */
  readonly hidden: number;
  readonly layers: number;
  /** Whether every layer also reads backwards, with weights of its own. */
  readonly bidirectional: boolean;
  /** Probability with which an output of a layer is dropped ahead of the next one, in training; 0 unless given. */
  readonly dropout?: number;
  /**
   * Whether the recurrent product has a bias of its own, as in PyTorch; only the GRU has one unless
   * given. To other kinds two biases are one, their sum, but Adam moves that twice as far.
   */
  readonly recurrentBias?: boolean;
}

/**
 * Recurrent layers: simple (Elman), long short-term memory or gated recurrent units; every gate and
 * state has a name: `PATH.LAYER.forward.i`, …, `.h`. Weights start uniform in ±1/√H, biases at 0.
 * `f32[B,T,C] → f32[B,T,H·directions]`
 * Source: Elman 1990; Hochreiter & Schmidhuber 1997; Cho et al. 2014; both directions: Schuster &
 * Paliwal 1997; first values: PyTorch reference, torch.nn.LSTM.
 */
export function recurrent(
  m: ModelContext,
  path: string,
  x: Node,
  { hidden, dropout = 0, recurrentBias = false, ...use }: RecurrentOptions,
): RecurrentResult {
  const { blocks } = PARTS[use.kind];
  const wide = blocks === 1 ? 'C' : 'G';
  const init = { kind: 'uniform', limit: 1 / Math.sqrt(hidden) } as const;
  const weights = (layer: number, direction: RecurrentDirection, width: number) => {
    const at = `${path}.${layer}.${direction}`;
    const bias = (name: string) => m.parameter(`${at}.${name}`, [blocks * hidden], [wide], ZERO);
    return {
      W: m.parameter(`${at}.W`, [width, blocks * hidden], ['C', wide], init),
      U: m.parameter(`${at}.U`, [hidden, blocks * hidden], ['C', wide], init),
      b: bias('b'),
      bRecurrent: recurrentBias || use.kind === 'gru' ? bias('bRecurrent') : undefined,
    };
  };
  const between = (out: Node) => drop(m, out.name, out, dropout);
  return recurrentStack(m.b, x, { ...use, path, weights, between });
}
