import type { Node } from '../../graph/node';
import type { RecurrentAttrs } from '../../ops/shared/recurrent';

/** A recurrent layer in one direction, and what its tensors are called. */
export interface Recurrence {
  /** First part of the names: `lstm.0.forward`. */
  readonly path: string;
  readonly kind: 'lstm' | 'gru' | 'rnn';
  /** What an RNN's state goes through; null for the others. */
  readonly activation: 'tanh' | 'relu' | null;
  /** Whether it walks from the last position to the first. */
  readonly reverse: boolean;
  readonly steps: number;
  /** Units H. */
  readonly hidden: number;
  /** Gates and states in the order of the trace, f32[1,T,H] each, without the GRU's m. */
  readonly parts: readonly string[];
  /** The input times its weights plus the bias, f32[1,T,G·H], by blocks: i|f|g|o, r|z|n, or one. */
  readonly projected: string;
  /** Weights of the state before, f32[H,G·H]. */
  readonly weights: string;
  /** GRU: bias of the recurrent product, f32[G·H]; null where there is none. */
  readonly bias: string | null;
  /** States before the first step, f32[1,H]; null where they are 0. */
  readonly h0: string | null;
  readonly c0: string | null;
  /** Where there are words, f32[1,T]: elsewhere the states stay; null where there are words everywhere. */
  readonly keep: string | null;
  /** Total derivative of the loss by h, f32[1,T,H]; null where nothing has a gradient. */
  readonly total: string | null;
}

const PARTS = {
  lstm: ['i', 'f', 'g', 'o', 'c', 'h'],
  gru: ['r', 'z', 'n', 'h'],
  rnn: ['h'],
} as const;

/** The recurrent layers of a graph in the order in which they are computed; those without a name are left out. */
export function recurrencesOf(nodes: readonly Node[]): Recurrence[] {
  const names = new Set(nodes.map(({ name }) => name));
  return nodes.flatMap((node) => {
    const kind = node.op.name;
    if (!isKind(kind)) return [];
    const path = /^(?:computed:)?(.+)\.(?:trace|h)$/.exec(node.name)?.[1];
    if (path === undefined) return [];
    const { inputs } = node;
    const [projected, weights] = inputs;
    const bias = kind === 'gru' ? inputs[2] : null;
    const h0 = inputs[kind === 'gru' ? 3 : 2];
    const c0 = kind === 'lstm' ? inputs[3] : null;
    const keep = inputs[inputs.length - 1];
    const total = `total:${path}.h`;
    return {
      path,
      kind,
      activation: kind === 'rnn' ? (node.attrs.activation as 'tanh' | 'relu') : null,
      reverse: (node.attrs as RecurrentAttrs).reverse,
      steps: node.type.shape[1],
      hidden: weights.type.shape[0],
      parts: PARTS[kind].map((part) => `${path}.${part}`),
      projected: projected.name,
      weights: weights.name,
      bias: given(bias),
      h0: given(h0),
      c0: given(c0),
      keep: given(keep),
      total: names.has(total) ? total : null,
    };
  });
}

const isKind = (op: string): op is Recurrence['kind'] => Object.hasOwn(PARTS, op);

/** The name of what is not merely filled with the number that stands for "none". */
function given(node: Node | null): string | null {
  return node === null || node.op.kernel === 'constant' ? null : node.name;
}

/**
 * The length of the gradient at each position: ‖∂loss/∂h_t‖₂. `f32[1,T,H] → T numbers`
 * @param total the total derivative of the loss by the states
 */
export function gradientNorms(total: ArrayLike<number>, hidden: number): number[] {
  return Array.from({ length: total.length / hidden }, (_, t) => {
    let sum = 0;
    for (let j = 0; j < hidden; j++) sum += total[t * hidden + j] ** 2;
    return Math.sqrt(sum);
  });
}
