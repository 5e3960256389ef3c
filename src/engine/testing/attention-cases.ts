import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import { maskFill } from '../ops/mask-fill';
import { matmul } from '../ops/matmul';
import { mul } from '../ops/mul';
import { scale } from '../ops/scale';
import {
  type AttentionKernel,
  type AttentionKeyValueSpec,
  type AttentionQuerySpec,
  type AttentionTensor,
  attentionBackwardKV,
  attentionBackwardQ,
  attentionForward,
  type RowsAt,
  statsLength,
} from '../ops/shared/attention-kernels';
import { softmax } from '../ops/softmax';
import { input } from '../ops/source';
import { sum } from '../ops/sum';
import { offsetsOf } from '../ops/shared/loops';
import { sizeOf } from '../tensor/shape';
import { evaluateGraph } from './evaluate';
import { normal, seededRandom } from './samples';

// Attention as one kernel beside the same as a graph of operations, on the same random numbers.

export interface AttentionCase {
  readonly title: string;
  /** Sizes of the loops around. */
  readonly loops: readonly number[];
  /** Loops along which keys and values are shared. */
  readonly shared?: readonly number[];
  readonly queries: number;
  readonly keys: number;
  readonly keyWidth: number;
  readonly valueWidth: number;
  /** Whether rows of all heads lie side by side, [B,T,H,D], rather than head by head. */
  readonly merged?: boolean;
  /** Which of the axes (loops, queries, keys) a mask has; the others repeat it. */
  readonly mask?: readonly boolean[];
  readonly causal?: boolean;
  /** Queries and keys are whole numbers about as large, whose scores are exact; normal numbers unless given. */
  readonly whole?: number;
  /** Stands in place of the first number of a tensor. */
  readonly poison?: { readonly tensor: 'q' | 'k' | 'v' | 'dz'; readonly value: number };
  readonly seed?: number;
}

/** Everything that the kernels read and write, by name. */
export type Memory = Record<AttentionTensor, Float32Array<ArrayBuffer>>;

/** A case ready to run: specs, filled memory, and what must come out. */
export class AttentionBench {
  readonly spec: AttentionQuerySpec & AttentionKeyValueSpec;
  readonly memory: Memory;
  readonly expected: Readonly<Record<'z' | 'dq' | 'dk' | 'dv', Float32Array>>;
  readonly kernels: readonly AttentionKernel[];

  constructor(readonly given: AttentionCase) {
    this.spec = specOf(given);
    const { queries, keys, keyWidth, valueWidth } = given;
    const random = seededRandom(given.seed ?? 1);
    const draw = (length: number, whole = 0) =>
      Float32Array.from({ length }, () =>
        whole > 0 ? Math.round(whole * normal(random)) : normal(random),
      );
    const count = (name: RowName) => sizeOf(this.sizes(name)) * (isQuery(name) ? queries : keys);
    const z = count('q') * valueWidth;
    this.memory = {
      q: draw(count('q') * keyWidth, given.whole),
      k: draw(count('k') * keyWidth, given.whole),
      v: draw(count('v') * valueWidth),
      dz: draw(z),
      z: new Float32Array(z).fill(Number.NaN),
      dq: new Float32Array(count('q') * keyWidth).fill(Number.NaN),
      dk: new Float32Array(count('k') * keyWidth).fill(Number.NaN),
      dv: new Float32Array(count('v') * valueWidth).fill(Number.NaN),
      mask: maskOf(this.maskShape(), random),
      stats: new Float32Array(statsLength(this.spec)).fill(Number.NaN),
    };
    const { poison } = given;
    if (poison) this.memory[poison.tensor][0] = poison.value;
    this.expected = this.unfused();
    const made = [
      attentionForward(this.spec),
      attentionBackwardQ(this.spec),
      attentionBackwardKV(this.spec),
    ];
    this.kernels = made.filter((kernel) => kernel !== null);
    if (this.kernels.length < made.length) throw new Error(`${given.title}: no kernel`);
  }

  /** A tensor with its heads one after the other, however it lies in memory. */
  headwise(name: RowName): Float32Array {
    const { given, spec, memory } = this;
    const at = spec[name];
    const width = isKeyWide(name) ? given.keyWidth : given.valueWidth;
    const rows = isQuery(name) ? given.queries : given.keys;
    const starts = offsetsOf(this.sizes(name), at.loops);
    return Float32Array.from(
      Array.from(starts).flatMap((start) =>
        Array.from({ length: rows }, (_, t) =>
          Array.from(memory[name].subarray(start + t * at.row, start + t * at.row + width)),
        ).flat(),
      ),
    );
  }

  /** What a kernel's regions hold. */
  regions({ tensors }: AttentionKernel): Float32Array<ArrayBuffer>[] {
    const { memory, given } = this;
    return tensors.map((name) => memory[name === 'mask' && !given.mask ? 'q' : name]);
  }

  private sizes(name: RowName): readonly number[] {
    const { loops, shared = [] } = this.given;
    if (isQuery(name)) return loops;
    return loops.map((size, l) => (shared.includes(l) ? 1 : size));
  }

  private maskShape(): readonly number[] {
    const { loops, queries, keys, mask = [] } = this.given;
    return [...loops, queries, keys].map((size, axis) => (mask[axis] ? size : 1));
  }

  private unfused() {
    const { given, memory, spec } = this;
    const { loops, queries, keys, keyWidth, valueWidth } = given;
    const b = new Builder();
    const q = input(b, [...loops, queries, keyWidth], { name: 'q' });
    const k = input(b, [...this.sizes('k'), keys, keyWidth], { name: 'k' });
    const v = input(b, [...this.sizes('v'), keys, valueWidth], { name: 'v' });
    const mask = input(b, this.maskShape(), { name: 'mask' });
    const past = input(b, [queries, keys], { name: 'past' });
    const dz = input(b, [...loops, queries, valueWidth], { name: 'dz' });
    let scores = scale(b, matmul(b, q, k, { transposeB: true }), spec.scale);
    if (given.mask) scores = maskFill(b, scores, mask);
    if (given.causal) scores = maskFill(b, scores, past);
    const z = matmul(b, softmax(b, scores, { axis: -1 }), v, {}, { name: 'z' });
    const gradients = appendGradients(b, sum(b, mul(b, z, dz)), ['q', 'k', 'v']);
    const values = {
      q: this.headwise('q'),
      k: this.headwise('k'),
      v: this.headwise('v'),
      dz: this.headwise('dz'),
      mask: memory.mask,
      past: Float32Array.from({ length: queries * keys }, (_, at) =>
        at % keys <= Math.floor(at / keys) ? 1 : 0,
      ),
    };
    const results = evaluateGraph(b, values);
    const result = (name = '') => results.get(name) as Float32Array;
    return {
      z: result('z'),
      dq: result(gradients.get('q')?.name),
      dk: result(gradients.get('k')?.name),
      dv: result(gradients.get('v')?.name),
    };
  }
}

type RowName = Exclude<AttentionTensor, 'mask' | 'stats'>;

const isQuery = (name: RowName) => ['q', 'z', 'dz', 'dq'].includes(name);
const isKeyWide = (name: RowName) => ['q', 'k', 'dq', 'dk'].includes(name);

function specOf(given: AttentionCase): AttentionQuerySpec & AttentionKeyValueSpec {
  const { loops, shared = [], queries, keys, keyWidth, valueWidth, merged = false } = given;
  const place = (rows: number, width: number, repeated: readonly number[]): RowsAt => {
    const sizes = loops.map((size, l) => (repeated.includes(l) ? 1 : size));
    // Merged, the first loop is the batch and those after it lie within a row.
    const inner = merged ? sizeOf(sizes.slice(1)) * width : width;
    let stride = merged ? inner : rows * width;
    const strides = sizes.map(() => 0);
    for (let l = sizes.length - 1; l >= 0; l--) {
      if (merged && l > 0) {
        strides[l] = sizeOf(sizes.slice(l + 1)) * width;
      } else {
        strides[l] = merged ? rows * inner : stride;
        stride *= sizes[l];
      }
      if (repeated.includes(l)) strides[l] = 0;
    }
    return { loops: strides, row: inner };
  };
  const [q, z] = [place(queries, keyWidth, []), place(queries, valueWidth, [])];
  const [k, v] = [place(keys, keyWidth, shared), place(keys, valueWidth, shared)];
  return {
    loops,
    queries,
    keys,
    keyWidth,
    valueWidth,
    scale: 1 / Math.sqrt(keyWidth),
    q,
    k,
    v,
    z,
    dz: z,
    dq: q,
    dk: k,
    dv: v,
    causal: given.causal,
    mask: given.mask && maskPlace([...loops, queries, keys], given.mask),
  };
}

function maskPlace(sizes: readonly number[], has: readonly boolean[]) {
  let stride = 1;
  const strides = sizes.map(() => 0);
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    if (!has[axis]) continue;
    strides[axis] = stride;
    stride *= sizes[axis];
  }
  const [query, key] = strides.slice(-2);
  return { loops: strides.slice(0, -2), query, key };
}

/** Zeros and ones, with the first row all zeros; 1 where there is but one element. */
function maskOf(shape: readonly number[], random: () => number): Float32Array<ArrayBuffer> {
  const mask = Float32Array.from({ length: sizeOf(shape) }, () => (random() < 0.6 ? 1 : 0));
  mask.fill(0, 0, shape[shape.length - 1]);
  return mask;
}
