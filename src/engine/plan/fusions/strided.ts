import type { Node } from '../../graph/node';
import { axisOf, broadcastStrides, sizeOf, stridesOf } from '../../tensor/shape';
import type { Shape } from '../../tensor/types';

/**
 * A tensor as a kernel can read it from another's memory: element i of the shape is at
 * offset + Σ iₐ·strides[a] of `root`, times `factor`.
 */
export interface Strided {
  /** What is in memory: neither a view nor one of the operations that were seen through. */
  readonly root: Node;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
  readonly factor: number;
  /** What was seen through, from the root's user to the tensor itself; views not counted. */
  readonly through: readonly Node[];
}

/**
 * Sees through views, and through operations that only rearrange, repeat or cut, or multiply by a
 * constant: a kernel that takes strides reads what lies behind them.
 * @param stop  nodes to be read as they are
 */
export function stridedView(node: Node, stop: (node: Node) => boolean = () => false): Strided {
  const { shape } = node.type;
  const itself: Strided = {
    root: node,
    shape,
    strides: stridesOf(shape),
    offset: 0,
    factor: 1,
    through: [],
  };
  if (node.op.kernel === 'source' || stop(node)) return itself;
  const [source] = node.inputs;
  if (node.op.kernel === 'view') {
    const inner = stridedView(source, stop);
    const strides = reshaped(inner, shape);
    // Laid out anew it could only be copied: then the memory behind it is read as it is.
    return strides
      ? { ...inner, shape, strides }
      : { ...plain(source), shape, strides: stridesOf(shape) };
  }
  const step = SEEN_THROUGH[node.op.name];
  if (!step) return itself;
  const inner = stridedView(source, stop);
  const seen = step(node, inner);
  return seen ? { ...inner, shape, ...seen, through: [...inner.through, node] } : itself;
}

/** The memory of a tensor behind views only. */
function plain(node: Node): Strided {
  let root = node;
  while (root.op.kernel === 'view') [root] = root.inputs;
  const { shape } = root.type;
  return { root, shape, strides: stridesOf(shape), offset: 0, factor: 1, through: [] };
}

type Seen = Partial<Pick<Strided, 'strides' | 'offset' | 'factor'>>;

const SEEN_THROUGH: Readonly<Record<string, (node: Node, inner: Strided) => Seen | null>> = {
  /** [B,T,C] as [B,H,T,D]. */
  splitHeads: (node, { strides: [batch, row, column] }) => {
    const width = node.type.shape[3];
    return { strides: [batch, width * column, row, column] };
  },
  transpose: (node, { strides }) => ({
    strides: (node.attrs.order as readonly number[]).map((axis) => strides[axis]),
  }),
  expand: (node, { shape, strides }) => {
    const repeats = broadcastStrides(shape, node.type.shape);
    const lead = repeats.length - shape.length;
    return { strides: repeats.map((s, i) => (s === 0 ? 0 : strides[i - lead])) };
  },
  slice: (node, { shape, strides, offset }) => {
    const at = axisOf('slice', shape, Number(node.attrs.axis));
    const start = Number(node.attrs.start);
    const step = Number(node.attrs.step ?? 1);
    return {
      offset: offset + start * strides[at],
      strides: strides.map((s, i) => (i === at ? s * step : s)),
    };
  },
  scale: (node, { factor }) => ({ factor: factor * Number(node.attrs.factor) }),
};

/** Strides of the same elements under another shape; null where no strides can say it. */
function reshaped({ shape, strides }: Strided, to: Shape): number[] | null {
  if (sizeOf(shape) === 0) return null;
  // Runs of axes that are walked without a jump become one, and are split again.
  const runs: { size: number; stride: number }[] = [];
  for (const [i, size] of shape.entries()) {
    if (size === 1) continue;
    const last = runs.at(-1);
    if (last && last.stride === strides[i] * size) {
      last.size *= size;
      last.stride = strides[i];
    } else runs.push({ size, stride: strides[i] });
  }
  const result: number[] = [];
  let run = runs.length - 1;
  let left = runs[run]?.size ?? 1;
  let stride = runs[run]?.stride ?? 1;
  for (let axis = to.length - 1; axis >= 0; axis--) {
    const size = to[axis];
    if (size === 1) {
      result.unshift(0);
      continue;
    }
    if (left === 1) {
      run--;
      if (run < 0) return null;
      ({ size: left, stride } = runs[run]);
    }
    if (left % size !== 0) return null;
    result.unshift(stride);
    left /= size;
    stride *= size;
  }
  return result;
}
