import type { Node } from '../../graph/node';
import type { ConvAttrs } from '../../ops/shared/convolution';
import { type PoolAttrs, poolingOf } from '../../ops/shared/pooling';

/** Max pooling of what a convolution makes, along Y and X (of a sequence, along one row). */
export interface MapPooling {
  /** What is pooled, f32[1,F,Y,X]; of a sequence f32[1,F,1,T]. */
  readonly input: string;
  /** What is left, in the same order of axes. */
  readonly output: string;
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  /** Rows and columns before and after. */
  readonly size: readonly number[];
  readonly windows: readonly number[];
}

/** A convolution of maps or sequences, and what its tensors are called. */
export interface ConvolutionLayer {
  /** First part of the names: `conv1`. */
  readonly path: string;
  /** 2: over rows and columns of maps; 1: along a sequence. */
  readonly dimensions: 1 | 2;
  /** What the kernel slides over, f32[1,C,Y,X] or f32[1,C,T]. */
  readonly input: string;
  /** Rows and columns of the input, and of the output. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** f32[F,C/groups,ky,kx] or f32[F,C/groups,k]. */
  readonly weight: string;
  /** The sums before the bias, f32[1,F,Y',X']: what `explain` gives the products of. */
  readonly sums: string;
  /** f32[F]; null where there is none. */
  readonly bias: string | null;
  /** Sums and bias, f32[1,F,Y',X'] or f32[1,F,T']. */
  readonly out: string;
  /** What follows from it place by place, by activation, pooling or another order of the axes: named tensors in order. */
  readonly after: readonly string[];
  readonly pooling: MapPooling | null;
  readonly features: number;
  readonly channels: number;
  /** Rows and columns of the kernel, and what follows, along Y and X; a sequence has one row. */
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
}

/** What leaves each map what it is, seen another way. */
const PLACEWISE = new Set(['relu', 'leakyRelu', 'tanh', 'sigmoid', 'gelu', 'mul', 'maxPool2d']);
const REARRANGING = new Set(['reshape', 'transpose', 'override']);

/** The convolutions of a graph in the order in which they are computed; those without a name are left out. */
export function convolutionsOf(nodes: readonly Node[]): ConvolutionLayer[] {
  const readers = new Map<Node, Node[]>();
  for (const node of nodes) {
    if (node.role === 'gradient') continue;
    for (const from of new Set(node.inputs)) {
      readers.set(from, [...(readers.get(from) ?? []), node]);
    }
  }
  return nodes.flatMap((node) => {
    if (node.op.name !== 'conv2d' || node.role === 'gradient') return [];
    return layerOf(node, readers) ?? [];
  });
}

function layerOf(conv: Node, readers: ReadonlyMap<Node, readonly Node[]>): ConvolutionLayer | null {
  const { stride, padding, dilation, groups } = conv.attrs as ConvAttrs;
  const [x, w] = conv.inputs;
  const weight = shown(w);
  const path = /^(.+)\.W$/.exec(weight.name)?.[1];
  const added = [conv, ...follow(conv, readers, isBiasOrView)];
  const out = added.findLast(({ listed }) => listed);
  if (path === undefined || !out) return null;
  const [features, perGroup, ...kernel] = w.type.shape;
  const sum = added.find(({ op }) => op.name === 'add');
  const bias = sum?.inputs.map(shown).find(({ role }) => role === 'parameter');
  const following = follow(out, readers, isPlacewise);
  const pool = following.find(({ op }) => op.name === 'maxPool2d');
  return {
    path,
    dimensions: out.axes.includes('T') ? 1 : 2,
    input: shown(x).name,
    from: x.type.shape.slice(2),
    to: conv.type.shape.slice(2),
    weight: weight.name,
    sums: conv.name,
    bias: bias?.name ?? null,
    out: out.name,
    after: following.filter(({ listed }) => listed).map(({ name }) => name),
    pooling: pool ? poolingOfMaps(pool) : null,
    features,
    channels: perGroup * groups,
    kernel,
    stride,
    padding,
    dilation,
    groups,
  };
}

function poolingOfMaps(pool: Node): MapPooling {
  const attrs = pool.attrs as PoolAttrs;
  const { y, x } = poolingOf('maxPool2d', pool.inputs[0].type.shape, attrs);
  return {
    input: pool.inputs[0].name,
    output: pool.name,
    kernel: attrs.kernel,
    stride: attrs.stride,
    padding: attrs.padding,
    size: [y.length, x.length],
    windows: [y.windows, x.windows],
  };
}

/** A tensor as a person knows it: behind rearrangements without a name. */
function shown(node: Node): Node {
  return !node.listed && node.op.kernel === 'view' ? shown(node.inputs[0]) : node;
}

/** What follows from a tensor by such nodes alone, for as long as there is exactly one of them. */
function follow(
  start: Node,
  readers: ReadonlyMap<Node, readonly Node[]>,
  fits: (node: Node, from: Node) => boolean,
): Node[] {
  const found: Node[] = [];
  for (let at = start; ; ) {
    const next = (readers.get(at) ?? []).filter((node) => fits(node, at));
    if (next.length !== 1) return found;
    [at] = next;
    found.push(at);
  }
}

function isBiasOrView(node: Node, from: Node): boolean {
  if (node.op.kernel === 'view') return hasPlaces(node) && from.axes.includes('F');
  if (node.op.name === 'override') return node.inputs[0] === from;
  return (
    node.op.name === 'add' &&
    node.inputs.some((input) => input !== from && shown(input).role === 'parameter')
  );
}

function isPlacewise(node: Node): boolean {
  return (
    (PLACEWISE.has(node.op.name) || REARRANGING.has(node.op.name)) &&
    node.axes.includes('F') &&
    hasPlaces(node)
  );
}

const hasPlaces = ({ axes }: Node): boolean => axes.includes('X') || axes.includes('T');
