import type { Node } from '../graph/node';
import type { ModelContext } from '../layers/context';
import { type MultiHeadOptions, multiHeadAttention } from '../layers/multi-head';
import { input } from '../ops/source';
import { LayerBench } from './layer-bench';

export type AttentionSettings = Omit<MultiHeadOptions, 'query' | 'key' | 'value'>;
type Shape3 = readonly [number, number, number];

/** Multi-head attention `attn` from `x` to `keys`. */
export function crossBench(
  query: Shape3,
  key: Shape3,
  settings: (m: ModelContext) => AttentionSettings,
): LayerBench {
  return new LayerBench((m, x) => {
    const keys = input(m.b, key, { name: 'keys' });
    return multiHeadAttention(m, 'attn', { query: x, key: keys, ...settings(m) }).out;
  }, query);
}

/** Multi-head attention `attn` from `x` to itself. */
export function selfBench(shape: Shape3, settings: AttentionSettings): LayerBench {
  return new LayerBench(
    (m, x) => multiHeadAttention(m, 'attn', { query: x, key: x, ...settings }).out,
    shape,
  );
}

/** A tensor of the layer `attn`. */
export function attnTensor(bench: LayerBench, name: string): Node {
  return bench.b.get(`attn.${name}`);
}
