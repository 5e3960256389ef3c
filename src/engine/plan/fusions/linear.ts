import type { Node } from '../../graph/node';
import { collapse } from '../../ops/shared/loops';
import {
  type LinearActivation,
  type LinearSpec,
  linearKernel,
} from '../../ops/shared/linear-kernel';
import { quickLinear } from '../../ops/shared/quick-linear';
import { sizeOf } from '../../tensor/shape';
import type { Shape } from '../../tensor/types';
import type { Fusion, Surroundings } from '../fuse';
import { rootOf, type Unit } from '../unit';
import { type Strided, stridedView } from './strided';

const ACTIVATIONS: ReadonlySet<string> = new Set<LinearActivation>(['relu', 'tanh', 'sigmoid']);
/** Gradients of the same, by what they gave. */
const SLOPES: Readonly<Record<string, 'relu' | 'tanh' | 'sigmoid'>> = {
  reluGrad: 'relu',
  tanhGrad: 'tanh',
  sigmoidGrad: 'sigmoid',
};
/** Loops around a product that the kernel can nest. */
const MOST_LOOPS = 4;

/**
 * A matrix product with what is done to its result: a factor, a bias, an activation or the slope of
 * one, something added, heads put side by side; operands are read where they lie, however they are split or repeated.
 */
export const linear: Fusion = {
  name: 'product',
  match: (node, around) => {
    const chain = chainTo(node, around);
    return chain ? unitOf(node, chain) : null;
  },
};

interface Chain {
  readonly product: Node;
  readonly alpha: number;
  readonly bias: Node | null;
  readonly act: LinearActivation;
  readonly residual: Node | null;
  readonly slope: 'relu' | 'tanh' | 'sigmoid' | undefined;
  readonly merged: boolean;
  /** From the product to the end. */
  readonly nodes: readonly Node[];
}

/** What leads from a product to a node, if nothing on the way is needed elsewhere. */
function chainTo(end: Node, around: Surroundings): Chain | null {
  for (const side of end.op.name === 'add' ? [0, 1] : [0]) {
    const chain = walk(end, side, around);
    if (chain) return chain;
  }
  return null;
}

/** Goes up from the end, where an addition of two equals may be entered by either side. */
function walk(end: Node, side: number, around: Surroundings): Chain | null {
  const nodes: Node[] = [];
  let [bias, residual]: (Node | null)[] = [null, null];
  let act: LinearActivation = 'none';
  let slope: Chain['slope'];
  let [alpha, merged] = [1, false];
  /** What may still come, going up: each kind once, in this order. */
  let stage = 0;
  let at = end;
  const enter = (next: Node): boolean => {
    nodes.unshift(at);
    const root = rootOf(next);
    if (!around.absorbable(root, new Set(nodes))) return false;
    at = root;
    return true;
  };
  for (;;) {
    const { name } = at.op;
    if (name === 'matmul') {
      nodes.unshift(at);
      return { product: at, alpha, bias, act, residual, slope, merged, nodes };
    }
    let next: Node;
    if (name === 'mergeHeads' && stage === 0) {
      [merged, stage] = [true, 2];
      [next] = at.inputs;
    } else if (name === 'add') {
      const [own, other] = side === 0 ? at.inputs : at.inputs.toReversed();
      if (isBias(other, at) && stage <= 2 && !merged) [bias, stage] = [other, 3];
      else if (stage === 0 && sizeOf(other.type.shape) === sizeOf(at.type.shape)) {
        [residual, stage] = [other, 1];
      } else return null;
      next = own;
      if (sizeOf(next.type.shape) !== sizeOf(at.type.shape)) return null;
      // Only the first addition may be entered by its second operand.
      side = 0;
    } else if (ACTIVATIONS.has(name) && stage <= 1) {
      [act, stage] = [name as LinearActivation, 2];
      [next] = at.inputs;
    } else if (name in SLOPES && stage === 0) {
      slope = SLOPES[name];
      [residual, next] = at.inputs;
      stage = 3;
    } else if (name === 'scale' && stage <= 3) {
      alpha *= Number(at.attrs.factor);
      stage = 3;
      [next] = at.inputs;
    } else return null;
    if (!enter(next)) return null;
  }
}

/** Whether a vector is added to every row. */
function isBias(node: Node, sum: Node): boolean {
  const cols = sum.type.shape.at(-1);
  return (
    sum.type.shape.length > 1 &&
    node.type.shape.at(-1) === cols &&
    sizeOf(node.type.shape) === cols &&
    rootOf(node).type.shape.length > 0
  );
}

function unitOf(end: Node, chain: Chain): Unit | null {
  const { product, bias, residual, merged, act, nodes } = chain;
  const a = operand(product.inputs[0], product.attrs.transposeA === true);
  const b = operand(product.inputs[1], product.attrs.transposeB === true);
  const seen = [...a.through, ...b.through];
  const { shape } = product.type;
  const width = shape[shape.length - 1];
  if (bias && bias.type.shape.at(-1) !== width) return null;
  const place = merged ? mergedPlace(shape) : contiguousPlace(shape);
  if (!place) return null;
  const layout = layOut(shape, a, b, place);
  if (!layout) return null;
  const spec: LinearSpec = {
    ...layout,
    alpha: chain.alpha * a.factor * b.factor,
    act,
    ...(bias ? { bias: {} } : {}),
    ...(residual ? { residual: chain.slope ? { slope: chain.slope } : {} } : {}),
  };
  const inputs = [a.root, b.root, ...[bias, residual].flatMap((n) => (n ? [rootOf(n)] : []))];
  return {
    end: product.id > end.id ? product : end,
    inputs,
    outputs: [end],
    nodes: [...new Set([...seen, ...nodes])],
    kernel: linearKernel(spec),
    product: spec,
    fast: (read, written) => quickLinear(spec, [...read, ...written]),
    fusion: linear.name,
  };
}

/** An operand as rows and inner (or inner and columns) in its last two axes. */
function operand(node: Node, transposed: boolean): Strided {
  const view = stridedView(node);
  if (!transposed) return view;
  const exchange = <T>(list: readonly T[]): T[] => [
    ...list.slice(0, -2),
    list[list.length - 1],
    list[list.length - 2],
  ];
  return { ...view, shape: exchange(view.shape), strides: exchange(view.strides) };
}

/** Strides of a result. */
function contiguousPlace(shape: Shape): readonly number[] {
  const strides: number[] = [];
  let n = 1;
  for (let i = shape.length - 1; i >= 0; n *= shape[i], i--) strides.unshift(n);
  return strides;
}

/** Strides of [B,H,T,D] in the memory of [B,T,H·D]. */
function mergedPlace(shape: Shape): readonly number[] | null {
  if (shape.length !== 4) return null;
  const [, heads, length, width] = shape;
  return [length * heads * width, width, heads * width, 1];
}

/** Rows, columns and loops around; null when the loops are too many. */
function layOut(
  shape: Shape,
  a: Strided,
  b: Strided,
  place: readonly number[],
): Pick<LinearSpec, 'rows' | 'inner' | 'cols' | 'a' | 'b' | 'c' | 'batch'> | null {
  const around = shape.slice(0, -2);
  const spread = ({ shape: own, strides }: Strided): number[] =>
    around.map((_, i) => {
      const at = i - around.length + own.length - 2;
      return at < 0 || own[at] === 1 ? 0 : strides[at];
    });
  const last = (view: Strided, back: number) => view.strides[view.strides.length - back];
  const [loopsA, loopsB, loopsC] = [spread(a), spread(b), place.slice(0, -2)];
  const ends = {
    inner: a.shape[a.shape.length - 1],
    cols: shape[shape.length - 1],
    b: { inner: last(b, 2), col: last(b, 1), offset: b.offset },
  };
  const rows = shape[shape.length - 2];
  const [rowA, rowC, colC] = [last(a, 2), place[place.length - 2], place[place.length - 1]];
  const finish = (loops: ReturnType<typeof collapse>, count: number, row: [number, number]) =>
    loops.sizes.length > MOST_LOOPS
      ? null
      : {
          ...ends,
          rows: count,
          a: { row: row[0], inner: last(a, 1), offset: a.offset },
          c: { row: row[1], col: colC },
          batch: {
            sizes: loops.sizes,
            a: loops.strides[0],
            b: loops.strides[1],
            c: loops.strides[2],
          },
        };
  if (loopsB.every((stride) => stride === 0)) {
    // One matrix for the whole batch: its rows are rows of one product, as far as strides allow.
    const all = collapse(
      [...around, rows],
      [
        [...loopsA, rowA],
        [...loopsB, 0],
        [...loopsC, rowC],
      ],
    );
    const n = all.sizes.length - 1;
    const outer = {
      sizes: all.sizes.slice(0, n),
      strides: all.strides.map((strides) => strides.slice(0, n)),
    };
    return finish(outer, all.sizes[n], [all.strides[0][n], all.strides[2][n]]);
  }
  return finish(collapse(around, [loopsA, loopsB, loopsC]), rows, [rowA, rowC]);
}
