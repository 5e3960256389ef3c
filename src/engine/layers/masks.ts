import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { causalMask } from '../ops/causal-mask';
import { mul } from '../ops/mul';
import { reshape } from '../ops/reshape';
import { windowMask } from '../ops/window-mask';
import type { Axis } from '../tensor/types';
import { requireCount } from './settings';

// Masks are f32, not 0 where a query may attend a key, and broadcastable to [B,H,Tq,Tk].

/** How far around its own position a query may look. */
export interface AttentionWindow {
  readonly before: number;
  readonly after: number;
}

/** Which keys there are, as a mask for every head and query. `f32[B,Tk] → f32[B,1,1,Tk]` */
export function keyMask(b: Builder, present: Node, options?: NodeOptions): Node {
  const [batch, keys] = present.type.shape;
  const axes: readonly Axis[] = ['B', '1', '1', 'Tk'];
  return reshape(b, present, [batch, 1, 1, keys], { axes, kind: 'mask', ...options });
}

/** What all masks keep; nothing when there are none. Masks that were scaled stay masks. */
export function allMasks(b: Builder, masks: readonly (Node | undefined)[]): Node | undefined {
  const given = masks.filter((mask) => mask !== undefined);
  if (given.length === 0) return undefined;
  return given.reduce((kept, mask) => mul(b, kept, mask, { kind: 'mask' }));
}

export interface PlaceMaskOptions {
  readonly queries: number;
  readonly keys: number;
  /** Whether a query may attend only its own position and earlier ones. */
  readonly causal: boolean;
  readonly window: AttentionWindow | undefined;
  /** Keys before the first query, such as those of a memory; 0 unless given. */
  readonly memory?: number;
}

/**
 * The mask that follows from positions alone, f32[Tq,Tk]; none when every key may be attended.
 * @throws GraphError when the window is no whole number of positions
 */
export function placeMask(
  b: Builder,
  path: string,
  { queries, keys, causal, window, memory = 0 }: PlaceMaskOptions,
): Node | undefined {
  if (!window) {
    if (!causal) return undefined;
    if (memory === 0) return causalMask(b, queries, keys);
    return windowMask(b, { queries, keys, before: keys, after: 0, offset: memory });
  }
  requireCount(path, 'the window before a position', window.before, 0);
  requireCount(path, 'the window after a position', window.after, 0);
  const after = causal ? 0 : window.after;
  return windowMask(b, { queries, keys, before: window.before, after, offset: memory });
}
