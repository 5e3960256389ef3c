import shader from '../../../shaders/convolution.wgsl?raw';
import type { KernelSpec, ProvenanceTerm } from '../../graph/op';
import type { TensorData } from '../../tensor/types';
import { type Convolution, type Position, type Runs, runsAlong } from './convolution';
import { grid, threadsFor } from './grid';

/**
 * What a convolution, its transpose and its gradient by the weight have in common:
 * out[g,i,j,y,x] = Σ a[g,i,k,y_a,x_a] · b[g,j,k,y_b,x_b] over k and over the positions that meet at
 * (y, x). They differ only in which of the three tensors is the result.
 */
export interface Contraction {
  readonly conv: Convolution;
  readonly result: Position;
  readonly positionsA: Position;
  readonly positionsB: Position;
  /** Sizes of i, j and k. */
  readonly rows: number;
  readonly cols: number;
  readonly inner: number;
  /** Strides of the group, of i or j, and of k; maps are contiguous. */
  readonly a: { readonly group: number; readonly row: number; readonly inner: number };
  readonly b: { readonly group: number; readonly col: number; readonly inner: number };
  readonly out: { readonly group: number; readonly row: number; readonly col: number };
}

/** Elements of the maps, of the feature maps and of one kernel. */
function areas({ y, x }: Convolution) {
  return {
    map: y.input * x.input,
    featureMap: y.output * x.output,
    kernel: y.taps * x.taps,
  };
}

/** Feature maps from maps and weights; i are images, j features, k channels. */
export function forwards(conv: Convolution): Contraction {
  const { map, featureMap, kernel } = areas(conv);
  const channels = conv.channels / conv.groups;
  const features = conv.features / conv.groups;
  return {
    conv,
    result: 'output',
    positionsA: 'input',
    positionsB: 'taps',
    rows: conv.batch,
    cols: features,
    inner: channels,
    a: { group: channels * map, row: conv.channels * map, inner: map },
    b: { group: features * channels * kernel, col: channels * kernel, inner: kernel },
    out: { group: features * featureMap, row: conv.features * featureMap, col: featureMap },
  };
}

/** Maps from feature maps and weights; i are images, j channels, k features. */
export function transposed(conv: Convolution): Contraction {
  const { map, featureMap, kernel } = areas(conv);
  const channels = conv.channels / conv.groups;
  const features = conv.features / conv.groups;
  return {
    conv,
    result: 'input',
    positionsA: 'output',
    positionsB: 'taps',
    rows: conv.batch,
    cols: channels,
    inner: features,
    a: { group: features * featureMap, row: conv.features * featureMap, inner: featureMap },
    b: { group: features * channels * kernel, col: kernel, inner: channels * kernel },
    out: { group: channels * map, row: conv.channels * map, col: map },
  };
}

/** Weights from maps and feature maps; i are channels, j features, k images. */
export function byWeight(conv: Convolution): Contraction {
  const { map, featureMap, kernel } = areas(conv);
  const channels = conv.channels / conv.groups;
  const features = conv.features / conv.groups;
  return {
    conv,
    result: 'taps',
    positionsA: 'input',
    positionsB: 'output',
    rows: channels,
    cols: features,
    inner: conv.batch,
    a: { group: channels * map, row: map, inner: conv.channels * map },
    b: { group: features * featureMap, col: featureMap, inner: conv.features * featureMap },
    out: { group: features * channels * kernel, row: kernel, col: channels * kernel },
  };
}

function runsOf({ conv, result, positionsA, positionsB }: Contraction): { y: Runs; x: Runs } {
  return {
    y: runsAlong(conv.y, result, positionsA, positionsB),
    x: runsAlong(conv.x, result, positionsA, positionsB),
  };
}

/** The elements that make one cell, in the order in which they are added. */
export function contractionTerms(c: Contraction, flat: number): ProvenanceTerm[] {
  const { y, x } = runsOf(c);
  const area = y.size * x.size;
  const atY = Math.floor((flat % area) / x.size);
  const atX = flat % x.size;
  const digit = (stride: number, size: number) => Math.floor(flat / stride) % size;
  const group = digit(c.out.group, c.conv.groups);
  const i = digit(c.out.row, c.rows);
  const j = digit(c.out.col, c.cols);
  const terms: ProvenanceTerm[] = [];
  for (let k = 0; k < c.inner; k++) {
    const a = group * c.a.group + i * c.a.row + k * c.a.inner;
    const b = group * c.b.group + j * c.b.col + k * c.b.inner;
    for (let p = 0; p < y.count[atY]; p++) {
      const rowA = (y.firstA[atY] + p * y.stepA) * c.conv.x[c.positionsA];
      const rowB = (y.firstB[atY] + p * y.stepB) * c.conv.x[c.positionsB];
      for (let q = 0; q < x.count[atX]; q++) {
        terms.push({
          input: 0,
          flat: a + rowA + x.firstA[atX] + q * x.stepA,
          weight: { input: 1, flat: b + rowB + x.firstB[atX] + q * x.stepB },
        });
      }
    }
  }
  return terms;
}

/**
 * The loop on the CPU, in double precision. Blocks of 4 × 4 results (usually four images by four
 * features) share their taps, so that they stay in registers and every value that is loaded is used
 * four times; at the end of the rows and columns a block repeats its last one.
 */
export function contractionLoop(c: Contraction, a: TensorData, b: TensorData, out: TensorData) {
  const { y, x } = runsOf(c);
  const { conv, rows, cols, inner } = c;
  const { stepA, stepB } = x;
  const widthA = conv.x[c.positionsA];
  const widthB = conv.x[c.positionsB];
  const downA = y.stepA * widthA;
  const downB = y.stepB * widthB;
  const innerA = c.a.inner;
  const innerB = c.b.inner;
  const area = y.size * x.size;
  return () => {
    for (let group = 0; group < conv.groups; group++) {
      for (let i = 0; i < rows; i += 4) {
        const a1 = Math.min(1, rows - 1 - i) * c.a.row;
        const a2 = Math.min(2, rows - 1 - i) * c.a.row;
        const a3 = Math.min(3, rows - 1 - i) * c.a.row;
        const startA = group * c.a.group + i * c.a.row;
        for (let j = 0; j < cols; j += 4) {
          const b1 = Math.min(1, cols - 1 - j) * c.b.col;
          const b2 = Math.min(2, cols - 1 - j) * c.b.col;
          const b3 = Math.min(3, cols - 1 - j) * c.b.col;
          const startB = group * c.b.group + j * c.b.col;
          const o1 = Math.min(1, cols - 1 - j) * c.out.col;
          const o2 = Math.min(2, cols - 1 - j) * c.out.col;
          const o3 = Math.min(3, cols - 1 - j) * c.out.col;
          const startOut = group * c.out.group + i * c.out.row + j * c.out.col;
          for (let at = 0; at < area; at++) {
            const atY = Math.floor(at / x.size);
            const atX = at - atY * x.size;
            const height = y.count[atY];
            const width = x.count[atX];
            const firstA = startA + y.firstA[atY] * widthA + x.firstA[atX];
            const firstB = startB + y.firstB[atY] * widthB + x.firstB[atX];
            let s00 = 0;
            let s01 = 0;
            let s02 = 0;
            let s03 = 0;
            let s10 = 0;
            let s11 = 0;
            let s12 = 0;
            let s13 = 0;
            let s20 = 0;
            let s21 = 0;
            let s22 = 0;
            let s23 = 0;
            let s30 = 0;
            let s31 = 0;
            let s32 = 0;
            let s33 = 0;
            for (let k = 0; k < inner; k++) {
              for (let r = 0; r < height; r++) {
                let p = firstA + k * innerA + r * downA;
                let q = firstB + k * innerB + r * downB;
                for (let n = 0; n < width; n++) {
                  const v0 = b[q];
                  const v1 = b[q + b1];
                  const v2 = b[q + b2];
                  const v3 = b[q + b3];
                  let u = a[p];
                  s00 += u * v0;
                  s01 += u * v1;
                  s02 += u * v2;
                  s03 += u * v3;
                  u = a[p + a1];
                  s10 += u * v0;
                  s11 += u * v1;
                  s12 += u * v2;
                  s13 += u * v3;
                  u = a[p + a2];
                  s20 += u * v0;
                  s21 += u * v1;
                  s22 += u * v2;
                  s23 += u * v3;
                  u = a[p + a3];
                  s30 += u * v0;
                  s31 += u * v1;
                  s32 += u * v2;
                  s33 += u * v3;
                  p += stepA;
                  q += stepB;
                }
              }
            }
            let o = startOut + at;
            out[o] = s00;
            out[o + o1] = s01;
            out[o + o2] = s02;
            out[o + o3] = s03;
            o = startOut + at + Math.min(1, rows - 1 - i) * c.out.row;
            out[o] = s10;
            out[o + o1] = s11;
            out[o + o2] = s12;
            out[o + o3] = s13;
            o = startOut + at + Math.min(2, rows - 1 - i) * c.out.row;
            out[o] = s20;
            out[o + o1] = s21;
            out[o + o2] = s22;
            out[o + o3] = s23;
            o = startOut + at + Math.min(3, rows - 1 - i) * c.out.row;
            out[o] = s30;
            out[o + o1] = s31;
            out[o + o2] = s32;
            out[o + o3] = s33;
          }
        }
      }
    }
  };
}

/** Sums over this many positions are shared by a workgroup … */
const LONG = 256;
/** … unless there are blocks enough to keep a GPU busy with one thread each. */
const MANY = 16_384;

/**
 * The dispatch. Where threads are slow to wait for each other, memory is slow and registers are not:
 * there wide blocks are the better choice at every size.
 */
export function contractionKernel(c: Contraction): KernelSpec {
  const { conv, rows, cols, inner, result } = c;
  const area = conv.groups * conv.y[result] * conv.x[result];
  const blocksOf = (side: number) => Math.ceil(rows / side) * Math.ceil(cols / side) * area;
  const [blocks, wide] = [blocksOf(4), blocksOf(8)];
  const positions = inner * conv.y.output * conv.x.output;
  const shared = result === 'taps' && positions >= LONG && blocks < MANY;
  const threads = threadsFor(wide);
  return {
    shader: 'convolution',
    source: shader,
    ...(shared
      ? { entryPoint: 'block_per_group', workgroups: grid(blocks, 1) }
      : { entryPoint: 'block_per_thread', workgroups: grid(blocks) }),
    withoutBarriers: { entryPoint: 'wide_block_per_thread', workgroups: grid(wide, threads) },
    constants: {
      transposed: result === 'input' ? 1 : 0,
      groups: conv.groups,
      rows,
      cols,
      inner,
      a_group: c.a.group,
      a_row: c.a.row,
      a_inner: c.a.inner,
      b_group: c.b.group,
      b_col: c.b.col,
      b_inner: c.b.inner,
      out_group: c.out.group,
      out_row: c.out.row,
      out_col: c.out.col,
      threads,
      lanes_x: Math.min(8, 2 ** Math.ceil(Math.log2(conv.x.output))),
      ...axisConstants(c, 'y'),
      ...axisConstants(c, 'x'),
    },
  };
}

/** One axis for the shader, which computes the runs itself. */
function axisConstants({ conv, result, positionsA, positionsB }: Contraction, name: 'y' | 'x') {
  const axis = conv[name];
  const { stride, dilation, padding } = axis;
  return {
    [`size_${name}`]: axis[result],
    [`a_${name}`]: axis[positionsA],
    [`b_${name}`]: axis[positionsB],
    [`scale_${name}`]: result === 'taps' ? dilation : stride,
    [`b_scale_${name}`]: result === 'taps' ? stride : dilation,
    [`padding_${name}`]: padding,
    [`divisor_${name}`]: commonDivisor(stride, dilation),
  };
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
