// oxlint-disable-next-line import/default -- what the build makes of that file has one
import binary from '../../../wasm/kernels/attention.ts?assembly';
import { sharedMemory } from '../../tensor/memory';
import type { TensorData } from '../../tensor/types';
import { sharedKeys } from './attention-loops';
import {
  type AttentionKeyValueSpec,
  type AttentionQuerySpec,
  type AttentionSpec,
  type Heads,
  headStarts,
  STATS,
} from './attention-spec';
import { withKernels } from './kernels';

// The quicker loops: in single precision by WebAssembly.

/** What src/wasm/kernels/attention.ts exports; tensors are passed as addresses. */
interface Module {
  readonly attentionShape: (...numbers: number[]) => number;
  readonly attentionForward: (...numbers: number[]) => void;
  readonly attentionQueryGradient: (...numbers: number[]) => void;
  readonly attentionKeyValueGradient: (...numbers: number[]) => void;
}

const BYTES = 4;

/** Tells the module what all heads have in common; returns the bytes of scratch memory they need. */
function shape(module: Module, spec: Omit<AttentionSpec, 'z'>, scratch: number): number {
  const { queries, keys, keyWidth, valueWidth, scale, causal, mask } = spec;
  return module.attentionShape(
    queries,
    keys,
    keyWidth,
    valueWidth,
    scale,
    causal ? 1 : 0,
    mask?.query ?? 0,
    mask?.key ?? 0,
    scratch,
  );
}

/** Regions: q, k, v, mask, z, stats. */
export function fastForward(
  spec: AttentionSpec,
  heads: Heads<'q' | 'k' | 'v' | 'z' | 'mask'>,
  data: readonly TensorData[],
): (() => void) | null {
  const module = load();
  if (!module) return null;
  const at = headStarts(heads);
  const { q, k, v, z, mask } = spec;
  const operands = { data, writes: [4, 5], scratch: shape(module, spec, 0) / BYTES };
  return withKernels(operands, (_, [toQ, toK, toV, toMask, toZ, toStats], scratch) => () => {
    shape(module, spec, scratch);
    for (let h = 0; h < at.rows.length; h++) {
      module.attentionForward(
        toQ + at.q[h] * BYTES,
        q.row,
        toK + at.k[h] * BYTES,
        k.row,
        toV + at.v[h] * BYTES,
        v.row,
        mask ? toMask + at.mask[h] * BYTES : 0,
        toZ + at.z[h] * BYTES,
        z.row,
        toStats + at.rows[h] * STATS * BYTES,
      );
    }
  });
}

/** Regions: q, k, v, z, dz, mask, dq, stats. */
export function fastQueryGradient(
  spec: AttentionQuerySpec,
  heads: Heads<'q' | 'k' | 'v' | 'z' | 'dz' | 'dq' | 'mask'>,
  data: readonly TensorData[],
): (() => void) | null {
  const module = load();
  if (!module) return null;
  const at = headStarts(heads);
  const { q, k, v, z, dz, dq, mask } = spec;
  const operands = { data, writes: [6, 7], scratch: shape(module, spec, 0) / BYTES };
  return withKernels(operands, (_, addresses, scratch) => {
    const [toQ, toK, toV, toZ, toDz, toMask, toDq, toStats] = addresses;
    return () => {
      shape(module, spec, scratch);
      for (let h = 0; h < at.rows.length; h++) {
        module.attentionQueryGradient(
          toQ + at.q[h] * BYTES,
          q.row,
          toK + at.k[h] * BYTES,
          k.row,
          toV + at.v[h] * BYTES,
          v.row,
          toZ + at.z[h] * BYTES,
          z.row,
          toDz + at.dz[h] * BYTES,
          dz.row,
          mask ? toMask + at.mask[h] * BYTES : 0,
          toDq + at.dq[h] * BYTES,
          dq.row,
          toStats + at.rows[h] * STATS * BYTES,
        );
      }
    };
  });
}

/** Regions: q, k, v, dz, mask, stats, dk, dv. */
export function fastKeyValueGradient(
  spec: AttentionKeyValueSpec,
  heads: Heads<'q' | 'k' | 'v' | 'dz' | 'dk' | 'dv' | 'mask'>,
  data: readonly TensorData[],
): (() => void) | null {
  const module = load();
  if (!module) return null;
  const at = headStarts(heads);
  const groups = sharedKeys(at.dk);
  const { q, k, v, dz, dk, dv, mask } = spec;
  const operands = { data, writes: [6, 7], scratch: shape(module, spec, 0) / BYTES };
  return withKernels(operands, (_, addresses, scratch) => {
    const [toQ, toK, toV, toDz, toMask, toStats, toDk, toDv] = addresses;
    return () => {
      shape(module, spec, scratch);
      for (let g = 0; g < groups.length; g++) {
        for (let i = 0; i < groups[g].length; i++) {
          const h = groups[g][i];
          module.attentionKeyValueGradient(
            toQ + at.q[h] * BYTES,
            q.row,
            toK + at.k[h] * BYTES,
            k.row,
            toV + at.v[h] * BYTES,
            v.row,
            toDz + at.dz[h] * BYTES,
            dz.row,
            mask ? toMask + at.mask[h] * BYTES : 0,
            toStats + at.rows[h] * STATS * BYTES,
            toDk + at.dk[h] * BYTES,
            dk.row,
            toDv + at.dv[h] * BYTES,
            dv.row,
            i > 0 ? 1 : 0,
            i === groups[g].length - 1 ? 1 : 0,
          );
        }
      }
    };
  });
}

let loaded: Module | null | undefined;

/** The module; null where there is no WebAssembly, or none with SIMD. */
function load(): Module | null {
  if (loaded !== undefined) return loaded;
  try {
    const code = Uint8Array.from(atob(binary), (c) => c.charCodeAt(0));
    const imports = { env: { memory: sharedMemory() } } as unknown as WebAssembly.Imports;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), imports);
    loaded = exports as unknown as Module;
  } catch {
    loaded = null;
  }
  return loaded;
}
