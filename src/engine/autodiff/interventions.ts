import type { Intervention } from '../experiment/schema';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { div } from '../ops/div';
import { fill } from '../ops/fill';
import { gather } from '../ops/gather';
import { given } from '../ops/given';
import { greater } from '../ops/greater';
import { maximum } from '../ops/maximum';
import { override } from '../ops/override';
import { scale } from '../ops/scale';
import { keyOf } from '../ops/shared/philox';
import { shuffledIndex } from '../ops/shared/shuffle';
import { stopGradient } from '../ops/stop-gradient';
import { expand, sum } from '../ops/sum';
import { InputError } from '../tensor/errors';
import { axisOf, sizeOf } from '../tensor/shape';
import {
  cellsOf,
  chosen,
  fittingValues,
  maskOf,
  type OwnAxes,
  ownAxes,
  positionAxes,
  scattered,
} from './selection';

/** Values above this are scores of keys that may be attended; masked ones are −∞. */
const LOWEST = -3.4028234663852886e38;
const SHUFFLE_KEY = keyOf('intervention');

/** What a step on the way to an intervened tensor is called. */
const STEP = 'intervened:';

/**
 * Whether a node puts something in the place of what was computed, wholly or on the way.
 * @param computed whether there is a tensor of which that was computed
 */
export function isReplacement(node: Node, computed: (name: string) => boolean): boolean {
  const onTheWay = /^(?:intervened|changed):/.test(node.name);
  return node.op.name === 'override' && (onTheWay || computed(`computed:${node.name}`));
}

/** Those of some interventions that change a cell of a tensor: this example may be too short for others. */
export function effective(x: Node, list: readonly Intervention[]): Intervention[] {
  const own = ownAxes(x);
  if (!own || x.type.dtype !== 'f32') return [];
  return list.filter(
    ({ where }) =>
      where.length === own.shape.length &&
      chosen(where, own.shape).every((along) => along.length > 0),
  );
}

/**
 * A tensor after interventions, one after another. Each is an override like that of an edit, so that
 * gradients follow: at cells that are set they stop, at those that are scaled they are scaled, and
 * through a mean or a permutation they go to the cells that it is made of.
 *
 * @param list    effective ones, at least one
 * @param options of the result
 */
export function intervene(
  b: Builder,
  x: Node,
  list: readonly Intervention[],
  options: NodeOptions & { readonly name: string },
): Node {
  const own = ownAxes(x) as OwnAxes;
  return list.reduce((at, one, i) => {
    const last = i === list.length - 1;
    const name = last ? options.name : `${STEP}${options.name}#${i}`;
    const indices = chosen(one.where, own.shape);
    const cells = cellsOf(indices, own.shape);
    const part = (what: string) => ({ name: `rule:${options.name}.${what}#${i}`, listed: false });
    const mask = given(b, at.type.shape, maskOf(cells, own.shape), {
      ...part('mask'),
      axes: at.axes,
      kind: 'mask',
    });
    const values = replacement(b, at, one, { own, indices, cells, mask, part });
    return override(b, at, mask, values, {
      ...options,
      name,
      listed: last && (options.listed ?? true),
    });
  }, x);
}

interface Selected {
  readonly own: OwnAxes;
  /** Chosen indices along each own axis. */
  readonly indices: readonly (readonly number[])[];
  /** Row-major, in one example. */
  readonly cells: readonly number[];
  readonly mask: Node;
  /** Names a node on the way: one that is made up would be that of another node of a graph that is copied. */
  readonly part: (what: string) => { readonly name: string; readonly listed: boolean };
}

/** What comes in the place of the chosen cells; of the shape of `x`, anything elsewhere. */
function replacement(b: Builder, x: Node, one: Intervention, selected: Selected): Node {
  const { own, indices, cells, mask, part } = selected;
  const { shape } = x.type;
  const named = { axes: x.axes, ...part('values') };
  switch (one.kind) {
    case 'set':
      return fill(b, shape, one.value ?? 0, named);
    case 'zero':
      return fill(b, shape, 0, named);
    case 'scale':
      return scale(b, x, one.value ?? 1, named);
    case 'freeze':
    case 'patch':
      return given(b, shape, scattered(cells, fittingValues(one, own.shape), own.shape), named);
    case 'shuffle': {
      const order = shuffled(indices[indices.length - 1], one.seed ?? 0, own);
      const index = given(b, shape, order, { dtype: 'i32', axes: x.axes, ...part('index') });
      return gather(b, x, index, { axis: -1 }, part('values'));
    }
    case 'mean': {
      const along = positionAxes(own);
      const count = own.places.reduce(
        (n, place, i) => (along.includes(place) ? n * indices[i].length : n),
        1,
      );
      const only = override(b, fill(b, shape, 0, part('zero')), mask, x, part('chosen'));
      const total = sum(b, only, { axes: along, keepDims: true }, part('total'));
      return expand(b, scale(b, total, 1 / count, part('mean')), shape, named);
    }
    case 'uniform':
      return evenly(b, x, part);
  }
}

/** For each cell of one example the place along the last axis that its value is taken from. */
function shuffled(along: readonly number[], seed: number, { shape }: OwnAxes): number[] {
  const from = new Map(
    along.map((at, rank) => [at, along[shuffledIndex(rank, along.length, 0, seed, SHUFFLE_KEY)]]),
  );
  return Array.from({ length: sizeOf(shape) }, (_, flat) => {
    const at = flat % shape[shape.length - 1];
    return from.get(at) ?? at;
  });
}

/** Of each row of weights as many equal ones as there are keys that it may attend; 0 for the others. */
function evenly(b: Builder, x: Node, part: Selected['part']): Node {
  const allowed = allowedOf(b, x, part);
  if (!allowed) throw noWeights(x.name);
  const { mask, axis } = allowed;
  const count = sum(b, mask, { axes: [axis], keepDims: true }, part('count'));
  const divisor = maximum(b, count, fill(b, [], 1, part('one')), part('divisor'));
  const even = div(b, mask, divisor, part('even'));
  return stopGradient(b, even, { axes: x.axes, ...part('values') });
}

/** Which cells of weights may be attended: those whose score, before the softmax, is not −∞. */
function allowedOf(
  b: Builder,
  x: Node,
  part: Selected['part'],
): { mask: Node; axis: number } | null {
  const { op, attrs, inputs } = x;
  if (op.name === 'softmax') {
    const axis = axisOf('softmax', x.type.shape, Number(attrs.axis));
    const lowest = fill(b, [], LOWEST, part('lowest'));
    return { mask: greater(b, inputs[0], lowest, { axes: x.axes, ...part('allowed') }), axis };
  }
  // The share of a sink is cut off; the keys are those that are left.
  if (op.name !== 'slice' && op.name !== 'override') return null;
  const before = allowedOf(b, inputs[0], part);
  if (!before || op.name === 'override') return before;
  const named = { axes: x.axes, kind: 'mask', ...part('keys') } as const;
  return { mask: b.apply(op, [before.mask], attrs, named), axis: before.axis };
}

/** Whether a tensor is made of weights that a softmax gives. */
function isWeights({ op, inputs }: Node): boolean {
  if (op.name === 'softmax') return true;
  return (op.name === 'slice' || op.name === 'override') && isWeights(inputs[0]);
}

const noWeights = (name: string): InputError =>
  new InputError(
    `"${name}" holds no weights of a softmax, so none can be made equal. Choose an attention pattern.`,
    name,
  );

/**
 * Checks that a tensor can take an intervention.
 * @param strict whether every chosen cell must exist: one that was made at a longer example may go beyond this one
 * @throws InputError saying what does not fit and what would
 */
export function requireFits(x: Node, one: Intervention, strict: boolean): void {
  const refuse = (why: string): never => {
    throw new InputError(`"${x.name}" ${why}`, x.name);
  };
  if (x.type.dtype !== 'f32') refuse('holds indices; write another one instead of intervening.');
  if (x.role === 'given') refuse('belongs to the judge, which nothing changes.');
  const own = ownAxes(x);
  if (!own) return refuse('has its examples side by side and cannot be intervened on.');
  const { shape, axes } = own;
  if (one.where.length !== shape.length) {
    refuse(
      `has ${shape.length} axes besides the batch; the intervention names ${one.where.length}.`,
    );
  }
  one.where.forEach((list, axis) => {
    const beyond = strict ? list?.find((at) => at >= shape[axis]) : undefined;
    if (beyond !== undefined) {
      refuse(`has positions 0 to ${shape[axis] - 1} along axis ${axes[axis]}; got ${beyond}.`);
    }
  });
  requireKindFits(x, one, own, refuse);
}

function requireKindFits(
  x: Node,
  one: Intervention,
  { shape }: OwnAxes,
  refuse: (why: string) => never,
): void {
  const masked = x.name.endsWith('masked');
  const allowed = (value: unknown): boolean =>
    typeof value === 'number' &&
    (Number.isFinite(Math.fround(value)) || (masked && value === -Infinity));
  if (one.kind === 'set' && !allowed(one.value)) {
    refuse(`holds finite 32-bit numbers; got ${String(one.value)}.`);
  }
  if (one.kind === 'scale' && !(typeof one.value === 'number' && Number.isFinite(one.value))) {
    refuse(`can be multiplied by a finite number; got ${String(one.value)}.`);
  }
  if (x.kind === 'mask' && (one.kind === 'scale' || one.kind === 'mean')) {
    refuse('is a mask: its cells can be set to 0 or 1, shuffled, frozen or patched.');
  }
  if (x.kind === 'mask' && one.kind === 'set' && one.value !== 0 && one.value !== 1) {
    refuse(`is a mask: 1 keeps a cell, 0 hides it; got ${String(one.value)}.`);
  }
  if (one.kind === 'freeze' || one.kind === 'patch') {
    if (one.where.includes(null))
      refuse(`needs the positions of its ${one.kind} along every axis.`);
    const count = one.where.reduce((n, list) => n * (list?.length ?? 1), 1);
    if (one.values?.length !== count) {
      refuse(`needs ${count} values for the chosen cells; got ${one.values?.length ?? 'none'}.`);
    }
    const wrong = one.values?.find((value) => !allowed(value));
    if (wrong !== undefined) refuse(`holds finite 32-bit numbers; got ${wrong}.`);
  }
  if ((one.kind === 'mean' || one.kind === 'shuffle') && shape.length === 0) {
    refuse('is one number; there is nothing to average or to shuffle.');
  }
  if (one.kind === 'uniform' && !isWeights(x)) throw noWeights(x.name);
}
