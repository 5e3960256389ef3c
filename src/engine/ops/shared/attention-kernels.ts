import keyShader from '../../../shaders/attention-grad-key.wgsl?raw';
import queryShader from '../../../shaders/attention-grad-query.wgsl?raw';
import shader from '../../../shaders/attention.wgsl?raw';
import type { KernelSpec } from '../../graph/op';
import { sizeOf } from '../../tensor/shape';
import { fastForward, fastKeyValueGradient, fastQueryGradient } from './attention-fast';
import { forwardLoop, keyValueGradientLoop, queryGradientLoop } from './attention-loops';
import {
  type AttentionKernel,
  type AttentionKeyValueSpec,
  type AttentionQuerySpec,
  type AttentionSpec,
  type AttentionTensor,
  type Heads,
  headsOf,
} from './attention-spec';
import { grid, threadsFor } from './grid';
import { loopConstants } from './loops';

export type {
  AttentionKernel,
  AttentionKeyValueSpec,
  AttentionQuerySpec,
  AttentionSpec,
  AttentionTensor,
  RowsAt,
} from './attention-spec';
export { statsLength } from './attention-spec';

/** Queries (or keys) that a thread works on. */
const BLOCK = 8;
/** Queries (or keys) and columns of a result that a workgroup works on. */
const [TILE, STRIP] = [32, 64];
const NO_MASK = { loops: [], query: 0, key: 0 };

/** Settings that all kernels share. */
type Common = Omit<AttentionSpec, 'z'>;

/** The strides of a mask, all 0 where there is none. */
function maskOf({ mask, loops }: Common) {
  return mask ?? { ...NO_MASK, loops: loops.map(() => 0) };
}

/**
 * Attention forward: from q, k, v (and a mask) z and `stats`, which the gradients need.
 * @returns null where the loops are too many, or z is repeated
 */
export function attentionForward(spec: AttentionSpec): AttentionKernel | null {
  const { q, k, v, z } = spec;
  const heads = headsOf(spec, { q, k, v, z, mask: maskOf(spec) });
  if (!heads || repeats(heads, 'z')) return null;
  return {
    kernel: {
      shader: 'attention',
      source: shader,
      ...dispatch(sizeOf(heads.sizes), spec.queries, spec.valueWidth, {
        heads: sizeOf(heads.sizes),
        ...constants(spec, { q, k, v, z }),
        ...strides(heads, heads.sizes, ['q', 'k', 'v', 'z', 'mask']),
      }),
    },
    tensors: ['q', 'k', 'v', 'mask', 'z', 'stats'],
    writes: [4, 5],
    reference: (data) => forwardLoop(spec, heads, data),
    fast: (data) => fastForward(spec, heads, data),
  };
}

/**
 * The gradient by the queries, from q, k, v, z, dz (and a mask). It adds δ to `stats`, so it comes
 * before {@link attentionBackwardKV}.
 * @returns null where the loops are too many, or dq is repeated
 */
export function attentionBackwardQ(spec: AttentionQuerySpec): AttentionKernel | null {
  const { q, k, v, z, dz, dq } = spec;
  const heads = headsOf(spec, { q, k, v, z, dz, dq, mask: maskOf(spec) });
  if (!heads || repeats(heads, 'dq')) return null;
  return {
    kernel: {
      shader: 'attention-grad-query',
      source: queryShader,
      ...dispatch(sizeOf(heads.sizes), spec.queries, spec.keyWidth, {
        heads: sizeOf(heads.sizes),
        ...constants(spec, { q, k, v, z, dz, dq }),
        ...strides(heads, heads.sizes, ['q', 'k', 'v', 'z', 'dz', 'dq', 'mask']),
      }),
    },
    tensors: ['q', 'k', 'v', 'z', 'dz', 'mask', 'dq', 'stats'],
    writes: [6, 7],
    reference: (data) => queryGradientLoop(spec, heads, data),
    fast: (data) => fastQueryGradient(spec, heads, data),
  };
}

/**
 * The gradients by keys and values, from q, k, v, dz, `stats` (and a mask).
 * @returns null where the loops are too many, or dk and dv are not repeated along the same loops
 */
export function attentionBackwardKV(spec: AttentionKeyValueSpec): AttentionKernel | null {
  const { q, k, v, dz, dk, dv } = spec;
  const heads = headsOf(spec, { q, k, v, dz, dk, dv, mask: maskOf(spec) });
  if (!heads || heads.strides.dk.some((s, l) => (s === 0) !== (heads.strides.dv[l] === 0))) {
    return null;
  }
  const isShared = (l: number) => heads.strides.dk[l] === 0;
  const own = heads.sizes.map((size, l) => (isShared(l) ? 1 : size));
  const shared = heads.sizes.map((size, l) => (isShared(l) ? size : 1));
  const last = heads.sizes.length - 1;
  return {
    kernel: {
      shader: 'attention-grad-key',
      source: keyShader,
      ...dispatch(sizeOf(own), spec.keys, Math.max(spec.keyWidth, spec.valueWidth), {
        heads: sizeOf(own),
        shared_heads: sizeOf(shared),
        shared1: shared[last - 1] ?? 1,
        shared2: shared[last],
        ...constants(spec, { q, k, v, dz, dk, dv }),
        ...strides(heads, own, ['q', 'k', 'v', 'dz', 'dk', 'dv', 'mask', 'rows']),
      }),
    },
    tensors: ['q', 'k', 'v', 'dz', 'mask', 'stats', 'dk', 'dv'],
    writes: [6, 7],
    reference: (data) => keyValueGradientLoop(spec, heads, data),
    fast: (data) => fastKeyValueGradient(spec, heads, data),
  };
}

/** The two ways: a workgroup for a tile of rows and columns of the result, or a thread for a block of rows. */
function dispatch(
  heads: number,
  rows: number,
  width: number,
  constants: Readonly<Record<string, number>>,
): Pick<KernelSpec, 'entryPoint' | 'workgroups' | 'withoutBarriers' | 'constants'> {
  const blocks = heads * Math.ceil(rows / BLOCK);
  const tiles = heads * Math.ceil(rows / TILE) * Math.ceil(width / STRIP);
  const threads = threadsFor(blocks);
  return {
    entryPoint: 'tile_per_group',
    workgroups: grid(tiles, 1),
    withoutBarriers: { entryPoint: 'block_per_thread', workgroups: grid(blocks, threads) },
    constants: { threads, ...constants },
  };
}

/** Whether several heads would write to the same place. */
function repeats<Name extends string>({ sizes, strides }: Heads<Name>, name: Name): boolean {
  return sizes.some((size, l) => size > 1 && strides[name][l] === 0);
}

function constants(
  spec: Common,
  rows: Readonly<Partial<Record<AttentionTensor, { readonly row: number }>>>,
): Record<string, number> {
  const mask = maskOf(spec);
  const named = Object.entries(rows).map(([name, { row }]) => [`${name}_row`, row]);
  return {
    queries: spec.queries,
    keys: spec.keys,
    key_width: spec.keyWidth,
    value_width: spec.valueWidth,
    scale: spec.scale,
    masked: spec.mask ? 1 : 0,
    causal: spec.causal ? 1 : 0,
    mask_query: mask.query,
    mask_key: mask.key,
    ...Object.fromEntries(named),
  };
}

function strides<Name extends string>(
  heads: Heads<Name>,
  sizes: readonly number[],
  names: readonly (Name | 'rows')[],
): Record<string, number> {
  const loops = { sizes, strides: names.map((name) => heads.strides[name]) };
  return loopConstants('attention', loops, names, 3);
}
