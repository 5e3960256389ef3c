import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { ModelContext, type ParameterSpec, type Section, type StateSpec } from '../layers/context';
import { GraphError } from '../tensor/errors';
import { judgeAdversaries } from './adversarial';
import { type Block, type BlockOutputs, type Purpose, requireInputCount } from './block';
import { BLOCKS } from './blocks';
import { type Judgement, judge } from './losses';
import type { LayerSpec, ModelSpec } from './spec';
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
}

/**
 * Builds the forward graph of a model, layer by layer in the order of its specification. The same
 * specification gives the same parameters whatever the batch, the length and the purpose.
 * @throws GraphError naming the layer that reads what does not exist, or is called as another one
 */
export function buildModel(spec: ModelSpec, inputs: ModelInputs, purpose: Purpose): ModelGraph {
  const b = new Builder();
  const m = new ModelContext(b, purpose === 'train');
  const known = new Map<string, Node>(Object.entries(inputs(b)));
  const find = (name: string, by: string): Node => {
    const node = known.get(name);
    if (node) return node;
    const names = [...known.keys()].join(', ');
    throw new GraphError(`${by} reads "${name}", which does not exist before it: ${names}.`, name);
  };
  for (const layer of spec.layers) {
    if (known.has(layer.name)) {
      throw new GraphError(`Two parts of the model are called "${layer.name}".`, layer.name);
    }
    const { out, ...others } = outputsOf(m, layer, find, purpose);
    known.set(layer.name, out);
    for (const [port, node] of Object.entries(others)) known.set(`${layer.name}.${port}`, node);
  }
  const judged = spec.loss && judgedBy(m, spec.loss, find, purpose);
  const { parameters, states, updates, sections } = m;
  return { b, ...judged, parameters, states, updates, sections };
}

function isNode(made: Node | BlockOutputs): made is Node {
  return 'op' in made && 'attrs' in made;
}

function judgedBy(
  { b }: ModelContext,
  loss: NonNullable<ModelSpec['loss']>,
  find: (name: string, by: string) => Node,
  purpose: Purpose,
): Judgement {
  const by = 'The loss';
  if (loss.kind === 'ctc') {
    const [scores, symbols] = [find(loss.from, by), find(loss.target, by)];
    const [lengths, symbolCounts] = [find(loss.lengths, by), find(loss.targetLengths, by)];
    return judgeSpelling(b, { scores, symbols, lengths, symbolCounts }, purpose);
  }
  if (loss.kind === 'adversarial') {
    const [real, made, judged] = ['', '.made', '.judged'].map((of) => find(loss.from + of, by));
    const [readReal, readMade] = ['', '.made'].map((of) => find(loss.reader + of, by));
    const target = find(loss.target, by);
    return judgeAdversaries(b, { real, made, judged, readReal, readMade, target }, purpose);
  }
  return judge(b, loss, find(loss.from, by), find(loss.target, by), purpose);
}

function outputsOf(
  m: ModelContext,
  spec: LayerSpec,
  find: (name: string, by: string) => Node,
  purpose: Purpose,
): BlockOutputs {
  const { layer, name, from, ...settings } = spec;
  const sources = typeof from === 'string' ? [from] : from;
  const inputs = sources.map((source) => find(source, `Layer "${name}" (${layer})`));
  // Each kind's own settings go with it: see LayerSpec.
  const { inputs: counts, build } = BLOCKS[layer] as Block<object>;
  requireInputCount(layer, name, counts, inputs.length);
  const made = build({ m, name, inputs, settings, purpose });
  return isNode(made) ? { out: made } : made;
}
