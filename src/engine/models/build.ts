import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { ModelContext, type ParameterSpec, type Section, type StateSpec } from '../layers/context';
import type { Shape } from '../tensor/types';
import { GraphError } from '../tensor/errors';
import { judgeAdversaries } from './adversarial';
import { type Block, type BlockOutputs, type Purpose, requireInputCount } from './block';
import { BLOCKS } from './blocks';
import { type Judgement, judge, rightClasses, showProbabilities } from './losses';
import type { JudgeSpec, LayerSpec, ModelSpec } from './spec';
import { judgeSpelling } from './spelling';

/** Nodes for what comes from outside, by name; made in the graph that is being built. */
export type ModelInputs = (b: Builder) => Readonly<Record<string, Node>>;

export interface ModelGraph extends Partial<Judgement> {
  readonly b: Builder;
  readonly parameters: readonly ParameterSpec[];
  /** What training carries along without a gradient. */
  readonly states: readonly StateSpec[];
  /** What each state becomes after a training step, by its name; empty for other purposes. */
  readonly updates: ReadonlyMap<string, Node>;
  readonly sections: readonly Section[];
  /** Parameters and states of the judge in their order, with given values; empty where there is none. */
  readonly given: readonly GivenSpec[];
  /** What the judge finds in what is made, f32[B,D]. */
  readonly features?: Node;
}

/** A tensor whose values are given, and which nothing changes. */
export type GivenSpec = Readonly<{ name: string; shape: Shape }>;

type Find = (name: string, by: string) => Node;

/** Names of a judge's tensors begin so, since the model that it judges may have layers of the same names. */
const JUDGE = 'judge';

/**
 * Builds the forward graph of a model, layer by layer in the order of its specification. The same
 * specification gives the same parameters whatever the batch, the length and the purpose.
 * @throws GraphError naming the layer that reads what does not exist, or is called as another one
 */
export function buildModel(spec: ModelSpec, inputs: ModelInputs, purpose: Purpose): ModelGraph {
  const b = new Builder();
  const m = new ModelContext(b, purpose === 'train');
  const find = buildLayers(m, spec.layers, inputs(b), purpose);
  const judged = spec.loss && judgedBy(m, spec.loss, find, purpose);
  const read = spec.judge ? readBy(b, spec.judge, find, purpose) : { sections: [], given: [] };
  const { parameters, states, updates } = m;
  const sections = [...m.sections, ...read.sections];
  return { b, ...judged, ...read, parameters, states, updates, sections };
}

/** @returns how to find what a layer gives, or what comes from outside, by its name */
function buildLayers(
  m: ModelContext,
  layers: readonly LayerSpec[],
  inputs: Readonly<Record<string, Node>>,
  purpose: Purpose,
  prefix = '',
): Find {
  const known = new Map<string, Node>(Object.entries(inputs));
  const find: Find = (name, by) => {
    const node = known.get(name);
    if (node) return node;
    const names = [...known.keys()].join(', ');
    throw new GraphError(`${by} reads "${name}", which does not exist before it: ${names}.`, name);
  };
  for (const layer of layers) {
    const { name } = layer;
    if (known.has(name)) throw new GraphError(`Two parts of the model are called "${name}".`, name);
    const { out, ...others } = outputsOf(m, { ...layer, name: prefix + name }, find, purpose);
    known.set(name, out);
    for (const [port, node] of Object.entries(others)) known.set(`${name}.${port}`, node);
  }
  return find;
}

/**
 * Has the judge read what a model makes: how much of it is as it was asked for is the accuracy.
 * @throws GraphError when it does not tell classes apart
 */
function readBy(b: Builder, judge: JudgeSpec, find: Find, purpose: Purpose) {
  const by = 'The judge';
  const { layers, loss } = judge.model;
  if (loss?.kind !== 'crossEntropy') throw new GraphError(`${by} does not choose among classes.`);
  // It is not trained, so that its parameters are declared beside those of the model.
  const m = new ModelContext(b, false, true);
  const first = b.nodes.length;
  const reads = Object.entries(judge.reads).map(([as, name]) => [as, find(name, by)]);
  const own = buildLayers(m, layers, Object.fromEntries(reads), purpose, `${JUDGE}.`);
  const scores = own(loss.from, by);
  if (purpose === 'show') showProbabilities(b, scores);
  const accuracy = rightClasses(b, scores, own(loss.target, by), purpose);
  const sections: Section[] = [{ id: JUDGE, kind: 'judge', first }];
  const given: GivenSpec[] = [...m.parameters, ...m.states];
  return { accuracy, features: own(judge.features, by), sections, given };
}

function isNode(made: Node | BlockOutputs): made is Node {
  return 'op' in made && 'attrs' in made;
}

function judgedBy(
  { b }: ModelContext,
  loss: NonNullable<ModelSpec['loss']>,
  find: Find,
  purpose: Purpose,
): Judgement {
  const by = 'The loss';
  if (loss.kind === 'ctc') {
    const [scores, symbols] = [find(loss.from, by), find(loss.target, by)];
    const [lengths, symbolCounts] = [find(loss.lengths, by), find(loss.targetLengths, by)];
    return judgeSpelling(b, { scores, symbols, lengths, symbolCounts }, purpose);
  }
  if (loss.kind === 'adversarial') {
    const ports = ['', '.other', '.made', '.judged'];
    const [real, other, made, judged] = ports.map((port) => find(loss.from + port, by));
    return judgeAdversaries(b, { real, other, made, judged }, purpose);
  }
  return judge(b, loss, find(loss.from, by), find(loss.target, by), purpose);
}

function outputsOf(m: ModelContext, spec: LayerSpec, find: Find, purpose: Purpose): BlockOutputs {
  const { layer, name, from, ...settings } = spec;
  const sources = typeof from === 'string' ? [from] : from;
  const inputs = sources.map((source) => find(source, `Layer "${name}" (${layer})`));
  // Each kind's own settings go with it: see LayerSpec.
  const { inputs: counts, build } = BLOCKS[layer] as Block<object>;
  requireInputCount(layer, name, counts, inputs.length);
  const made = build({ m, name, inputs, settings, purpose });
  return isNode(made) ? { out: made } : made;
}
