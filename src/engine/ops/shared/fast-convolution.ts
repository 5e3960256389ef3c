import type { TensorData } from '../../tensor/types';
import type { ConvAxis, Convolution } from './convolution';
import type { LinearSpec } from './linear-kernel';
import { quickLinear } from './quick-linear';

// Convolutions as matrix products (Chellapilla, Puri & Simard 2006): the columns of a matrix are the
// windows of a map, [channels · taps, positions of the output].

/** Elements of the windows that are held at once: a few megabytes. */
const MOST = 2 ** 22;
/** Products with fewer multiplications than this are not worth unfolding the map. */
const FEW = 2 ** 14;

interface Sizes {
  readonly map: number;
  readonly positions: number;
  readonly window: number;
  /** Images that are unfolded at once. */
  readonly images: number;
}

/** Null where a product does not pay: little work, few features, or groups, each a small product. */
function sizesOf({ batch, channels, features, groups, y, x }: Convolution): Sizes | null {
  const map = channels * y.input * x.input;
  const positions = y.output * x.output;
  const window = channels * y.taps * x.taps;
  if (groups > 1 || features < 4 || positions < 4) return null;
  if (batch * features * window * positions < FEW || window * positions > MOST) return null;
  return {
    map,
    positions,
    window,
    images: Math.min(batch, Math.floor(MOST / (window * positions))),
  };
}

/** Positions of the output at which a tap lies within the map. */
function reach({ input, output, stride, padding, dilation }: ConvAxis, tap: number) {
  const shift = tap * dilation - padding;
  const from = Math.max(0, Math.ceil(-shift / stride));
  const to = Math.min(output, Math.ceil((input - shift) / stride));
  return { shift, from, to };
}

/** The windows of one image, with zeros where they reach beyond the map. */
function unfold(
  { channels, y, x }: Convolution,
  maps: TensorData,
  start: number,
  windows: Float32Array,
  at: number,
): void {
  for (let c = 0, row = at; c < channels; c++) {
    const map = start + c * y.input * x.input;
    for (let ty = 0; ty < y.taps; ty++) {
      const down = reach(y, ty);
      for (let tx = 0; tx < x.taps; tx++, row += y.output * x.output) {
        const across = reach(x, tx);
        const { stride } = x;
        for (let oy = 0; oy < y.output; oy++) {
          const o = row + oy * x.output;
          if (oy < down.from || oy >= down.to || across.from >= across.to) {
            windows.fill(0, o, o + x.output);
            continue;
          }
          for (let k = o; k < o + across.from; k++) windows[k] = 0;
          let i = map + (oy * y.stride + down.shift) * x.input + across.shift;
          i += across.from * stride;
          for (let k = o + across.from; k < o + across.to; k++, i += stride) windows[k] = maps[i];
          for (let k = o + across.to; k < o + x.output; k++) windows[k] = 0;
        }
      }
    }
  }
}

/** Adds the windows of one image up where they overlap. */
function fold(
  { channels, y, x }: Convolution,
  windows: Float32Array,
  at: number,
  maps: TensorData,
  start: number,
): void {
  for (let c = 0, row = at; c < channels; c++) {
    const map = start + c * y.input * x.input;
    for (let ty = 0; ty < y.taps; ty++) {
      const down = reach(y, ty);
      for (let tx = 0; tx < x.taps; tx++, row += y.output * x.output) {
        const across = reach(x, tx);
        const { stride } = x;
        for (let oy = down.from; oy < down.to; oy++) {
          const o = row + oy * x.output;
          let i = map + (oy * y.stride + down.shift) * x.input + across.shift;
          i += across.from * stride;
          for (let k = o + across.from; k < o + across.to; k++, i += stride) maps[i] += windows[k];
        }
      }
    }
  }
}

/** Runs of images, each with a product prepared for as many; null where one cannot be had. */
function inRuns(
  { batch }: Convolution,
  images: number,
  prepare: (first: number, count: number) => (() => void) | null,
): (() => void) | null {
  const steps: (() => void)[] = [];
  for (let first = 0; first < batch; first += images) {
    const step = prepare(first, Math.min(images, batch - first));
    if (!step) return null;
    steps.push(step);
  }
  return () => {
    for (const step of steps) step();
  };
}

/** One product for each of `count` images, whose results follow one another. */
function productsOf(
  product: Pick<LinearSpec, 'rows' | 'inner' | 'cols' | 'a' | 'b'>,
  count: number,
  strides: { readonly a: number; readonly b: number },
  data: readonly TensorData[],
): (() => void) | null {
  const { rows, cols } = product;
  const batch = { sizes: [count], a: [strides.a], b: [strides.b], c: [rows * cols] };
  return quickLinear({ ...product, c: { row: cols, col: 1 }, batch }, data);
}

/**
 * The quick way, or the plain loop where a number is not finite: unfolded images hold zeros for the
 * padding, and what the plain loop skips would become 0 · ∞ = NaN.
 */
export function unlessSpoilt(
  data: readonly TensorData[],
  quick: (() => void) | null,
  plain: () => void,
): (() => void) | null {
  return quick && (() => (data.every(isFinite) ? quick() : plain()));
}

/** Whether every number is finite: their differences from themselves add up to 0 then. */
function isFinite(data: TensorData): boolean {
  let sum = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    sum += value - value;
  }
  return sum === 0;
}

/** The feature maps in single precision: weight · windows. */
export function fastForwards(
  conv: Convolution,
  [maps, weight]: readonly TensorData[],
  out: TensorData,
): (() => void) | null {
  const sizes = sizesOf(conv);
  if (!sizes) return null;
  const { map, positions, window, images } = sizes;
  const { features } = conv;
  const windows = new Float32Array(images * window * positions);
  const product = {
    rows: features,
    inner: window,
    cols: positions,
    a: { row: window, inner: 1 },
    b: { inner: positions, col: 1 },
  };
  return inRuns(conv, images, (first, count) => {
    const own = windows.subarray(0, count * window * positions);
    const size = features * positions;
    const target = out.subarray(first * size, (first + count) * size);
    const strides = { a: 0, b: window * positions };
    const multiply = productsOf(product, count, strides, [weight, own, target]);
    if (!multiply) return null;
    return () => {
      for (let n = 0; n < count; n++) {
        unfold(conv, maps, (first + n) * map, windows, n * window * positions);
      }
      multiply();
    };
  });
}

/** The maps from feature maps, in single precision: weightᵀ · features, folded. */
export function fastTransposed(
  conv: Convolution,
  [features, weight]: readonly TensorData[],
  out: TensorData,
): (() => void) | null {
  const sizes = sizesOf(conv);
  if (!sizes) return null;
  const { map, positions, window, images } = sizes;
  const windows = new Float32Array(images * window * positions);
  const product = {
    rows: window,
    inner: conv.features,
    cols: positions,
    a: { row: 1, inner: window },
    b: { inner: positions, col: 1 },
  };
  return inRuns(conv, images, (first, count) => {
    const size = conv.features * positions;
    const source = features.subarray(first * size, (first + count) * size);
    const own = windows.subarray(0, count * window * positions);
    const multiply = productsOf(product, count, { a: 0, b: size }, [weight, source, own]);
    if (!multiply) return null;
    return () => {
      multiply();
      out.fill(0, first * map, (first + count) * map);
      for (let n = 0; n < count; n++) {
        fold(conv, windows, n * window * positions, out, (first + n) * map);
      }
    };
  });
}

/** The gradient by the weight: features · windowsᵀ of each image in single precision, added up in double. */
export function fastByWeight(
  conv: Convolution,
  [maps, features]: readonly TensorData[],
  out: TensorData,
): (() => void) | null {
  const sizes = sizesOf(conv);
  if (!sizes) return null;
  const { map, positions, window, images } = sizes;
  const windows = new Float32Array(images * window * positions);
  const products = new Float32Array(images * out.length);
  const sums = new Float64Array(out.length);
  const product = {
    rows: conv.features,
    inner: positions,
    cols: window,
    a: { row: positions, inner: 1 },
    b: { inner: 1, col: positions },
  };
  const run = inRuns(conv, images, (first, count) => {
    const size = conv.features * positions;
    const source = features.subarray(first * size, (first + count) * size);
    const own = windows.subarray(0, count * window * positions);
    const target = products.subarray(0, count * out.length);
    const strides = { a: size, b: window * positions };
    const multiply = productsOf(product, count, strides, [source, own, target]);
    if (!multiply) return null;
    return () => {
      for (let n = 0; n < count; n++) {
        unfold(conv, maps, (first + n) * map, windows, n * window * positions);
      }
      multiply();
      for (let n = 0; n < count; n++) {
        for (let i = 0, p = n * out.length; i < sums.length; i++, p++) sums[i] += products[p];
      }
    };
  });
  if (!run) return null;
  return () => {
    sums.fill(0);
    run();
    out.set(sums);
  };
}
