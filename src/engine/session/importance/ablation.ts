import type { Builder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { NO_TARGET } from '../../models/losses';
import { InputError } from '../../tensor/errors';
import { flatOf, indexOf, showShape, sizeOf } from '../../tensor/shape';
import { shownExample } from '../shown-example';
import { NOTHING_REPLACED, type Subject } from '../subject';
import type { Workbench } from '../workbench';
import { type Attention, attentionAt, attentionsOf, headMask } from './attentions';
import { Copies } from './copies';
import { HeldOut, type Judged } from './held-out';

/**
 * What stands in the place of a head: no output at all, a mean over all keys that it may attend, the
 * mean output over the held-out examples, or the output that it has for another example.
 */
export type AblationKind = 'zero' | 'uniform' | 'mean' | 'patch';
const KINDS: readonly AblationKind[] = ['zero', 'uniform', 'mean', 'patch'];

export interface AblateRequest {
  /** Number of the attention in the order of the computation, or the name of its pattern. */
  readonly layer: number | string;
  readonly head: number;
  readonly kind: AblationKind;
  readonly on: 'held-out' | 'example';
  /** For `patch`: the held-out example from which the output is taken. */
  readonly from?: number;
}

/** With the head as it is, without it, and the difference. */
export interface Ablated extends Judged {
  readonly without: Judged;
  readonly deltaLoss: number;
  /** How many examples that is about. */
  readonly examples: number;
}

/** What a head does, measured by what happens without it. */
export async function ablate(bench: Workbench, request: AblateRequest): Promise<Ablated> {
  requireKnown(request);
  if (request.on === 'example') return ablateInExample(bench, request);
  const heldOut = await heldOutOf(bench);
  const whole = await heldOut.judge();
  return without(
    heldOut,
    whole,
    attentionAt(heldOut.attentions, request.layer, request.head),
    request,
  );
}

/** All heads, one after another; null when cancelled. */
export async function ablateEach(
  bench: Workbench,
  kind: AblationKind,
  progress: (done: number, total: number) => void,
  cancelled: () => boolean,
): Promise<{ readonly whole: Judged; readonly heads: readonly HeadAblation[] } | null> {
  requireKnown({ kind, on: 'held-out' });
  const heldOut = await heldOutOf(bench);
  const heads = heldOut.attentions.flatMap((attention, layer) =>
    Array.from({ length: attention.heads }, (_, head) => ({ attention, layer, head })),
  );
  const whole = await heldOut.judge();
  const found: HeadAblation[] = [];
  for (const { attention, layer, head } of heads) {
    progress(found.length, heads.length);
    if (cancelled()) {
      progress(heads.length, heads.length);
      return null;
    }
    const { without: judged, deltaLoss } = await without(heldOut, whole, attention, { head, kind });
    found.push({ layer, pattern: attention.pattern, head, ...judged, deltaLoss });
    // Whoever wants to stop is heard between two heads.
    await new Promise((resolve) => setTimeout(resolve));
  }
  progress(heads.length, heads.length);
  return { whole, heads: found };
}

/** What is left without one head. */
export interface HeadAblation extends Judged {
  readonly layer: number;
  readonly pattern: string;
  readonly head: number;
  readonly deltaLoss: number;
}

function requireKnown({ kind, on }: Pick<AblateRequest, 'kind' | 'on'>): void {
  if (!KINDS.includes(kind)) {
    throw new InputError(
      `There is no ablation ${JSON.stringify(kind)}; choose one of ${KINDS.join(', ')}.`,
    );
  }
  if (on !== 'held-out' && on !== 'example') {
    throw new InputError(`An ablation is on "held-out" or "example"; got ${JSON.stringify(on)}.`);
  }
  if (kind === 'patch' && on !== 'example') {
    throw new InputError('"patch" takes the output of one other example: ask for it on "example".');
  }
}

/** Where training is intervened on anew, its parameters lie elsewhere. */
const heldOutOf = (bench: Workbench): Promise<HeldOut> => {
  const subject = bench.subject();
  const places = [...subject.parameters.values()].map(({ buffer }) => buffer);
  return bench.kept(`held-out ${places[0]}`, () => HeldOut.create(subject));
};

async function without(
  heldOut: HeldOut,
  whole: Judged,
  { z, scores }: Attention,
  { head, kind }: Pick<AblateRequest, 'head' | 'kind'>,
): Promise<Ablated> {
  const name = kind === 'uniform' ? scores : z;
  const node = heldOut.node(name);
  const mask = headMask(node, head);
  const values = kind === 'mean' ? await heldOut.meanOf(name) : new Float32Array(mask.length);
  heldOut.replace(name, mask, values);
  try {
    return compared(whole, await heldOut.judge(), heldOut.examples);
  } finally {
    heldOut.restore(name);
  }
}

function compared(whole: Judged, judged: Judged, examples: number): Ablated {
  return { ...whole, without: judged, deltaLoss: judged.loss - whole.loss, examples };
}

async function ablateInExample(
  bench: Workbench,
  { layer, head, kind, from }: AblateRequest,
): Promise<Ablated> {
  const subject = bench.subject();
  requireAnswer(subject);
  const one = await copyOf(subject, judgedBy);
  try {
    const { z, scores } = attentionAt(attentionsOf(one.plain), layer, head);
    const names = judgedBy(one.graph);
    const judge = async (): Promise<Judged> => {
      const [[loss], share] = await one.run(names);
      return { loss, accuracy: share ? share[0] : null };
    };
    const whole = await judge();
    const name = kind === 'uniform' ? scores : z;
    const node = one.node(name);
    const mask = headMask(node, head);
    const values =
      kind === 'patch'
        ? await outputFor(bench, node, from)
        : kind === 'mean'
          ? await meanFor(await heldOutOf(bench), node)
          : new Float32Array(mask.length);
    one.replace(name, values, mask);
    return compared(whole, await judge(), 1);
  } finally {
    one.destroy();
  }
}

const judgedBy = (graph: Builder): string[] =>
  ['loss', 'accuracy'].filter((name) => graph.find(name));

function copyOf(subject: Subject, outputs: (graph: Builder) => string[]): Promise<Copies> {
  const replaceable = (graph: Builder) =>
    attentionsOf(graph).flatMap(({ z, scores }) => [z, scores]);
  return Copies.create({ subject, copies: 1, replaceable, outputs });
}

/** @throws InputError when the shown example has no known answer */
function requireAnswer({ model: { loss }, shown }: Subject): void {
  const target = loss && shown.values[loss.target]?.data;
  if (target instanceof Int32Array && target.every((value) => value === NO_TARGET)) {
    throw new InputError(
      'The answer to this example is not known, so it has no loss; choose an example of the data.',
    );
  }
}

/** What a tensor is for another example. @throws InputError when there is none, or it is of another length */
async function outputFor(bench: Workbench, node: Node, from?: number): Promise<Float32Array> {
  if (from === undefined) {
    throw new InputError('"patch" needs the number of a held-out example: { from: 0 }.', node.name);
  }
  const subject = bench.subject();
  const { of } = shownExample(subject.dataset, {
    kind: 'data',
    split: 'validation',
    index: from,
  });
  const other = await copyOf(
    { ...subject, shown: of, edits: NOTHING_REPLACED, interventions: [] },
    () => [node.name],
  );
  try {
    const [wanted, found] = [node, other.node(node.name)].map(({ type }) => showShape(type.shape));
    if (wanted !== found) {
      throw new InputError(
        `"${node.name}" has shape ${found} for example ${from} and ${wanted} for the one that is shown; choose an example of the same length.`,
        node.name,
      );
    }
    const [values] = await other.run([node.name]);
    return Float32Array.from(values);
  } finally {
    other.destroy();
  }
}

/** The mean over the held-out examples at the places that an example has, which may be shorter than the longest. */
async function meanFor(heldOut: HeldOut, { name, type: { shape } }: Node): Promise<Float32Array> {
  const whole = heldOut.node(name).type.shape;
  const mean = await heldOut.meanOf(name);
  return Float32Array.from(
    { length: sizeOf(shape) },
    (_, flat) => mean[flatOf(whole, indexOf(shape, flat))],
  );
}
