import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { maskFillOp } from '../ops/mask-fill';
import { matmul } from '../ops/matmul';
import { reshape } from '../ops/reshape';
import { tanh } from '../ops/tanh';
import { glorot, type ModelContext } from './context';
import { linear } from './linear';
import { attentionPattern } from './scores';
import { requireCount, requireEqual, requireRank } from './settings';

export interface CoAttentionOptions {
  /** f32[B,N,Cv], such as the regions of an image. */
  readonly visual: Node;
  /** f32[B,T,Cq], such as the words of a question. */
  readonly question: Node;
  /** Width of the hidden layers that score a region or a word. */
  readonly hidden: number;
  /** f32[B,N], not 0 where there is a region; all are there unless given. */
  readonly visualMask?: Node;
  /** f32[B,T], not 0 where there is a word; all are there unless given. */
  readonly questionMask?: Node;
}

/** One of the two inputs, summed by its weights. */
export interface CoAttended {
  /** f32[B,1,N] or f32[B,1,T]. */
  readonly pattern: Node;
  /** f32[B,Cv] or f32[B,Cq]. */
  readonly out: Node;
}

/**
 * Parallel co-attention: two inputs guide each other's attention through their affinity.
 * C = tanh(Q W_b Vᵀ), H_v = tanh(V W_v + Cᵀ(Q W_q)), H_q = tanh(Q W_q + C(V W_v)); weights are
 * softmax(H_v w_v) over V and softmax(H_q w_q) over Q. `f32[B,N,Cv], f32[B,T,Cq] → f32[B,Cv], f32[B,Cq]`
 * Parameters: `.Wb`, `.Wv`, `.Wq`, `.v.w` and `.q.w`, f32[F]. Tensors: `.affinity`, f32[B,T,N]; of
 * each side, as `.v.…` and `.q.…`: `.hidden`, `.scores`, `.masked`, `.pattern`, `.out`. What is
 * masked has no affinity to anything.
 * Source: Lu et al. 2016, equations 3–5.
 * @throws GraphError when the inputs do not fit together
 */
export function coAttention(
  m: ModelContext,
  path: string,
  { visual, question, hidden, visualMask, questionMask }: CoAttentionOptions,
): { readonly visual: CoAttended; readonly question: CoAttended } {
  requireRank(path, 'the visual input', visual, 'B,N,C');
  requireRank(path, 'the question', question, 'B,T,C');
  requireEqual(path, 'batch', [visual, question], 0);
  requireCount(path, 'the hidden width', hidden, 1);
  const [batch, regions, width] = visual.type.shape;
  const words = question.type.shape[1];
  const { b } = m;

  const bridge = linear(m, question, { weight: `${path}.Wb`, out: width, outAxis: 'C' }, {});
  const products = matmul(b, bridge, visual, { transposeB: true });
  const axes = ['B', 'Tq', 'Tk'] as const;
  let affinity = tanh(b, products, { name: `${path}.affinity`, axes });
  const without = (mask: Node | undefined, shape: readonly number[]) => {
    if (!mask) return;
    affinity = b.apply(maskFillOp, [affinity, reshape(b, mask, shape)], { fill: '0' }, { axes });
  };
  without(visualMask, [batch, 1, regions]);
  without(questionMask, [batch, words, 1]);

  const layer = (name: string) =>
    ({ weight: `${path}.W${name}`, out: hidden, outAxis: 'F' }) as const;
  const v = linear(m, visual, layer('v'), {});
  const q = linear(m, question, layer('q'), {});
  const fromQuestion = matmul(b, affinity, q, { transposeA: true });
  const fromVisual = matmul(b, affinity, v);
  return {
    visual: weighed(m, `${path}.v`, visual, add(b, v, fromQuestion), visualMask),
    question: weighed(m, `${path}.q`, question, add(b, q, fromVisual), questionMask),
  };
}

/** An input summed by softmax(tanh(sums)·w). */
function weighed(
  m: ModelContext,
  path: string,
  x: Node,
  sums: Node,
  mask: Node | undefined,
): CoAttended {
  const [batch, length, hidden] = sums.type.shape;
  const width = x.type.shape[2];
  const { b } = m;
  const active = tanh(b, sums, { name: `${path}.hidden`, axes: ['B', 'Tk', 'F'] });
  const w = m.parameter(`${path}.w`, [hidden], ['F'], glorot(hidden, 1));
  const scores = matmul(
    b,
    reshape(b, w, [1, hidden]),
    active,
    { transposeB: true },
    { name: `${path}.scores`, axes: ['B', '1', 'Tk'] },
  );
  const pattern = attentionPattern(m, path, scores, {
    mask: mask && reshape(b, mask, [batch, 1, length]),
  });
  const sum = matmul(b, pattern, x, {}, { axes: ['B', '1', 'C'] });
  const out = reshape(b, sum, [batch, width], { name: `${path}.out`, axes: ['B', 'C'] });
  return { pattern, out };
}
