import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { concat } from '../ops/concat';
import { mergeHeads, splitHeads } from '../ops/heads';
import { matmul } from '../ops/matmul';
import { relativeShift } from '../ops/relative-shift';
import { reshape } from '../ops/reshape';
import { sinusoidalPositions } from '../ops/sinusoidal-positions';
import { stopGradient } from '../ops/stop-gradient';
import { expand } from '../ops/sum';
import type { Axis } from '../tensor/types';
import { type ModelContext, ZERO } from './context';
import { linear } from './linear';
import { type AttentionWindow, allMasks, placeMask } from './masks';
import type { AttentionResult } from './multi-head';
import { attend } from './scores';
import { requireEqual, requireRank, widthPerHead } from './settings';

export interface RelativeAttentionOptions {
  /** f32[B,M,C], words before the first: they are attended, attend nothing and get no gradient. */
  readonly memory?: Node;
  readonly heads: number;
  /** What the first axis is: examples, B, unless given. */
  readonly batchAxis?: Axis;
  /** Whether a query may attend only its own position and earlier ones; true unless given. */
  readonly causal?: boolean;
  /** How far around its own position a query may look; everywhere unless given. */
  readonly window?: AttentionWindow;
  /** f32, not 0 where a query may attend a key; broadcastable to [B,H,Tq,M+Tq]. */
  readonly mask?: Node;
  /** Probability with which a weight is dropped in training; 0 unless given. */
  readonly dropout?: number;
}

/**
 * Self-attention by content and distance, over a memory and the words themselves. A score is the
 * sum of four terms, each a tensor: `.a` = q_i·k_j, `.b` = q_i·r_{i−j}, `.c` = u·k_j and
 * `.d` = v·r_{i−j}, where r is the projected encoding of a distance. `f32[B,T,C] → same`
 * Parameters: `.Wq`, `.Wk`, `.Wv`, `.Wr`, `.Wo`, `.u` and `.vBias`, f32[H,D]. Tensors: `.q`, `.k`,
 * `.v`, `.distances` (encodings of M + T − 1 … −(T − 1)), `.r`, the terms, `.scores`, those of
 * attend, `.out`.
 * Source: Dai et al. 2019 (Transformer-XL), section 3.3 and appendix B.
 * @throws GraphError when the heads do not divide the width, or words and memory do not fit together
 */
export function relativeAttention(
  m: ModelContext,
  path: string,
  x: Node,
  options: RelativeAttentionOptions,
): AttentionResult {
  const { memory, heads, batchAxis = 'B', causal = true, window } = options;
  const scoreAxes = [batchAxis, 'H', 'Tq', 'Tk'] as const;
  requireRank(path, 'the input', x, 'B,T,C');
  const [, queries, width] = x.type.shape;
  const headWidth = widthPerHead(path, 'a model width', width, heads);
  if (memory) {
    requireRank(path, 'the memory', memory, 'B,M,C');
    requireEqual(path, 'batch', [x, memory], 0);
    requireEqual(path, 'width', [x, memory], 2);
  }
  const attended = memory ? concat(m.b, [stopGradient(m.b, memory), x], { axis: 1 }) : x;
  const keys = attended.type.shape[1];

  const project = (name: string, from: Node, axes: readonly Axis[]) => {
    const layer = { weight: `${path}.W${name}`, out: width, outAxis: 'C' } as const;
    return splitHeads(m.b, linear(m, from, layer, {}), heads, { name: `${path}.${name}`, axes });
  };
  const q = project('q', x, [batchAxis, 'H', 'Tq', 'D']);
  const k = project('k', attended, [batchAxis, 'H', 'Tk', 'D']);
  const v = project('v', attended, [batchAxis, 'H', 'Tk', 'D']);
  const count = queries + keys - 1;
  // From the key farthest to the left of a query to the one farthest to its right.
  const encodings = sinusoidalPositions(m.b, count, width, {
    name: `${path}.distances`,
    axes: ['R', 'C'],
    start: keys - 1,
    step: -1,
  });
  const r = project('r', reshape(m.b, encodings, [1, count, width], { axes: ['1', 'R', 'C'] }), [
    '1',
    'H',
    'R',
    'D',
  ]);

  const global = (name: string) => {
    const bias = m.parameter(`${path}.${name}`, [heads, headWidth], ['H', 'D'], ZERO);
    return reshape(m.b, bias, [heads, 1, headWidth], { axes: ['H', '1', 'D'] });
  };
  const product = (left: Node, right: Node, axes: readonly Axis[], name?: string) =>
    matmul(m.b, left, right, { transposeB: true }, { axes, name });
  const a = product(q, k, scoreAxes, `${path}.a`);
  const b = relativeShift(m.b, product(q, r, [batchAxis, 'H', 'Tq', 'R']), { name: `${path}.b` });
  const c = product(global('u'), k, [batchAxis, 'H', '1', 'Tk'], `${path}.c`);
  const byDistance = product(global('vBias'), r, ['1', 'H', '1', 'R']);
  const everywhere = expand(m.b, byDistance, [1, heads, queries, count]);
  const d = relativeShift(m.b, everywhere, {
    name: `${path}.d`,
    axes: ['1', 'H', 'Tq', 'Tk'],
  });
  const scores = add(m.b, add(m.b, add(m.b, a, b), c), d, {
    name: `${path}.scores`,
    axes: scoreAxes,
  });

  const place = { queries, keys, causal, window, memory: keys - queries };
  const { pattern, z } = attend(m, path, {
    scores,
    values: v,
    scale: 1 / Math.sqrt(headWidth),
    mask: allMasks(m.b, [options.mask, placeMask(m.b, path, place)]),
    dropout: options.dropout,
  });
  const layer = { weight: `${path}.Wo`, out: width, outAxis: 'C' } as const;
  const named = { name: `${path}.out`, axes: [batchAxis, 'T', 'C'] } as const;
  return { out: linear(m, mergeHeads(m.b, z), layer, named), pattern, z };
}
