import type { Builder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import type { ModelContext } from '../../layers/context';
import { perceptron, residual } from '../../layers/encoder';
import { layerNormLayer } from '../../layers/norms';
import { relativeAttention } from '../../layers/relative-attention';
import { refuse } from '../../layers/settings';
import { concat } from '../../ops/concat';
import { fill } from '../../ops/fill';
import { reshape } from '../../ops/reshape';
import { slice } from '../../ops/slice';
import { expand } from '../../ops/sum';
import { block, type Purpose } from '../block';

interface SegmentSettings {
  readonly layers: number;
  readonly heads: number;
  /** Positions that are read at once; a divisor of the length. */
  readonly segment: number;
  /** Whether a segment also attends the states of the one before it. */
  readonly memory: boolean;
  /** Width of the perceptron's hidden layer. */
  readonly hidden: number;
  readonly dropout: number;
  /** Name of the sequence of the places that a segment attends, over again for each segment. */
  readonly keys?: string;
}

/**
 * Causal encoder layers that read a sequence segment by segment, with relative positions. With
 * memory, layer n of a segment attends the states that layer n − 1 had in the segment before and in
 * this one; no gradient goes into the memory. So what a position can know of reaches back one
 * segment further with each layer: `layers` segments before its own. Without memory it ends with its
 * own segment. Input: x. `f32[B,T,C] → f32[B,T,C]`
 *
 * As a layer reads only states of the layer below, it can go through all segments at a time: they lie
 * side by side along a first axis S, which is B times their number, the segments of an example one after
 * another. The numbers are those of one segment after another. Where a model is shown, the
 * weights are also put together to one table for the whole sequence, `.whole.pattern`.
 *
 * Source: Dai et al. 2019 (Transformer-XL), sections 3.2 and 3.3; with the norm before each part.
 * @throws GraphError when the segments do not fill the sequence
 */
export const transformerXl = block<SegmentSettings>([1, 1], (call) => {
  const { m, name, inputs, settings, purpose } = call;
  const { layers, heads, segment, hidden, dropout } = settings;
  const length = inputs[0].type.shape[1];
  if (!Number.isInteger(segment) || segment < 1 || length % segment !== 0) {
    refuse(name, `segments of ${segment} positions do not fill a sequence of ${length}.`);
  }
  const each = { heads, dropout, norm: true, hidden } as const;
  let x = inputs[0];
  for (let layer = 0; layer < layers; layer++) {
    const path = `${name}.${layer}`;
    m.section(`${path}.norm1`, 'attention', { layer });
    const attention = (y: Node) => attend(m, `${path}.attn`, y, { ...settings, layer }, purpose);
    x = residual(m, path, each)('norm1', 'middle', x, `${path}.attn.out`, attention);
    const rest = { ...each, mask: x, mlp: true, layer, activation: 'relu' } as const;
    x = perceptron(m, path, x, rest, 'norm2');
  }
  m.section(`${name}.norm`, 'head');
  return layerNormLayer(m, `${name}.norm`, x);
});

/** Attention of one layer, all segments side by side. `f32[B,T,C] → same` */
function attend(
  m: ModelContext,
  path: string,
  y: Node,
  settings: SegmentSettings & { readonly layer: number },
  purpose: Purpose,
): Node {
  const { heads, segment, memory, dropout, layer, keys } = settings;
  const [batch, length, width] = y.type.shape;
  const count = length / segment;
  if (count === 1) return relativeAttention(m, path, y, { heads, dropout }).out;

  const { b } = m;
  const cut = { axes: ['S', 'T', 'C'] } as const;
  const shape = [batch * count, segment, width];
  const before = memory
    ? {
        memory: reshape(b, oneSegmentLater(b, y, segment), shape, cut),
        mask: memoryMask(b, batch, count, segment),
      }
    : {};
  m.section(path, 'attention', { layer, keys });
  const attended = reshape(b, y, shape, cut);
  const options = { heads, dropout, batchAxis: 'S', ...before } as const;
  const { out, pattern } = relativeAttention(m, path, attended, options);
  m.section(`${path}.whole`, 'attention', { layer });
  if (purpose === 'show') whole(b, `${path}.whole.pattern`, pattern, count);
  return reshape(b, out, [batch, length, width], { axes: ['B', 'T', 'C'] });
}

/** What each position of a segment has before it: the states of the segment before, 0 in the first. */
function oneSegmentLater(b: Builder, y: Node, segment: number): Node {
  const [batch, length, width] = y.type.shape;
  const nothing = fill(b, [batch, segment, width], 0);
  const earlier = slice(b, y, { axis: 1, start: 0, length: length - segment });
  return concat(b, [nothing, earlier], { axis: 1 });
}

/** The first segment of an example has no memory. `→ f32[B·S,1,1,2·L]` */
function memoryMask(b: Builder, batch: number, count: number, segment: number): Node {
  const none = fill(b, [1, segment], 0);
  const there = fill(b, [count - 1, segment], 1);
  const own = fill(b, [count, segment], 1);
  const each = concat(b, [concat(b, [none, there], { axis: 0 }), own], { axis: 1 });
  const all = expand(b, each, [batch, count, 2 * segment]);
  return reshape(b, all, [batch * count, 1, 1, 2 * segment], {
    axes: ['S', '1', '1', 'Tk'],
    kind: 'mask',
  });
}

/**
 * The weights of all segments of one example, each at the place of its queries and keys in the whole
 * sequence; 0 elsewhere. `f32[S,H,L,L or 2·L] → f32[1,H,T,T]`
 */
function whole(b: Builder, name: string, pattern: Node, count: number): void {
  const [segments, heads, rows, cols] = pattern.type.shape;
  const batch = segments / count;
  const length = count * rows;
  const examples = reshape(b, pattern, [batch, count, heads, rows, cols]);
  const blocks = Array.from({ length: count }, (_, at) => {
    const one = reshape(b, slice(b, examples, { axis: 1, start: at, length: 1 }), [
      batch,
      heads,
      rows,
      cols,
    ]);
    const start = Math.max(0, (at + 1) * rows - cols);
    const seen = (at + 1) * rows - start;
    const part = slice(b, one, { axis: 3, start: cols - seen, length: seen });
    const zeros = (many: number) => (many > 0 ? [fill(b, [batch, heads, rows, many], 0)] : []);
    return concat(b, [...zeros(start), part, ...zeros(length - start - seen)], { axis: 3 });
  });
  concat(b, blocks, { axis: 2 }, { name, axes: ['B', 'H', 'Tq', 'Tk'], kind: 'probability' });
}
