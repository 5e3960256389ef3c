import type { Node } from '../../graph/node';
import { GraphError } from '../../tensor/errors';
import { sizeOf, stridesOf } from '../../tensor/shape';
import type { TensorData } from '../../tensor/types';
import { Program } from '../program';
import type { Subject } from '../subject';
import { attentionsOf } from './attentions';
import { Copies } from './copies';
import { isGiven, type LinearPart, linearGraph, linearPartOf, partNames } from './linear-part';
import { type Prediction, type PredictionRequest, predictionOf, selectorFor } from './prediction';

/** What a term of the score is. */
export type ComponentKind = 'input' | 'positions' | 'head' | 'layer' | 'bias';

/** One term of the score. */
export interface Component {
  readonly kind: ComponentKind;
  /** The tensor that is added: of heads their z, of biases a parameter. */
  readonly tensor: string;
  /** Of heads: the name of their weights, and which head. */
  readonly pattern?: string;
  readonly head?: number;
  readonly contribution: number;
  /** Of inputs: the same by position. */
  readonly positions?: Float32Array;
}

export interface LogitAttribution extends Prediction {
  readonly components: readonly Component[];
  /** Σ of all contributions, which is the score. */
  readonly total: number;
  /** Layer norms whose scale was held fixed at what it is for the example. */
  readonly frozen: readonly string[];
  /** Weights of attention that were held fixed, because what they sum was followed further. */
  readonly weights: readonly string[];
  /** Whether parts of the model are added to one stream, so that each has a term. */
  readonly residual: boolean;
}

/**
 * Direct logit attribution: the score of a class as a sum of what each part of the model writes into
 * the residual stream. Layer norms are linear once their scale is held fixed at what it is for the
 * example; then the terms sum exactly to the score. What a part changes in later parts is theirs.
 * Source: Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits", section "Residual
 * stream"; Nostalgebraist 2020, the logit lens.
 * @throws InputError when there is no such class or position, ExperimentError when the model does not
 *         choose among classes
 */
export async function attributeLogit(
  subject: Subject,
  request: PredictionRequest,
): Promise<LogitAttribution> {
  const changed = subject.interventions.map(({ tensor }) => tensor);
  const replaced = new Set([...subject.edits.overridden, ...changed]);
  const partIn = (graph: Copies['plain']) => linearPartOf(graph, graph.get('logits'), replaced);
  // Parameters that are intervened on count as what the intervention makes of them.
  const weightsIn = (graph: Copies['plain']) =>
    [...new Set(changed)].filter((name) => graph.find(name)?.role === 'parameter');
  const read = (part: LinearPart, graph: Copies['plain']) => [
    ...new Set([
      ...part.terms,
      ...part.factors,
      ...part.norms.map(({ inputs }) => inputs[0]),
      ...weightsIn(graph).map((name) => graph.get(name)),
    ]),
  ];
  const one = await Copies.create({
    subject,
    copies: 1,
    replaceable: () => [],
    outputs: (graph) => ['logits', ...read(partIn(graph), graph).map(({ name }) => name)],
  });
  try {
    const part = partIn(one.plain);
    const nodes = read(part, one.plain);
    const [logits, ...data] = await one.run(['logits', ...nodes.map(({ name }) => name)]);
    const { shape } = one.plain.get('logits').type;
    const prediction = predictionOf(request, shape, logits);
    const values = new Map(nodes.map((node, i) => [node, data[i]]));
    const weights = new Map(
      weightsIn(one.plain).map((name) => [name, valueOf(values, one.plain.get(name))]),
    );
    const logitsNode = one.plain.get('logits');
    const slopes = await slopesOf(subject, logitsNode, part, values, prediction, weights);
    const components = componentsOf(one.plain, part, values, slopes);
    return {
      ...prediction,
      components,
      total: components.reduce((all, { contribution }) => all + contribution, 0),
      frozen: part.norms.map(({ name }) => name),
      weights: part.factors.map(({ name }) => name).filter((name) => /(^|\.)pattern$/.test(name)),
      residual: part.residual,
    };
  } finally {
    one.destroy();
  }
}

/** The gradient of the score by each term, computed in a graph of the linear part alone. */
async function slopesOf(
  subject: Subject,
  logits: Node,
  part: LinearPart,
  values: ReadonlyMap<Node, TensorData>,
  prediction: Prediction,
  /** Parameters with other values than training has them. */
  weights: ReadonlyMap<string, TensorData>,
): Promise<TensorData[]> {
  const graph = linearGraph(logits, part);
  const outputs = part.terms.map(partNames.slope);
  const { backend, prefix, parameters } = subject;
  const program = await Program.create({
    backend,
    prefix: `${prefix}.linear`,
    graph,
    outputs,
    placed: new Map([...parameters].filter(([name]) => !weights.has(name))),
  });
  try {
    const write = (name: string, data: TensorData): void => {
      // What nothing reads has no place.
      if (graph.find(name)) program.write(name, data);
    };
    for (const node of part.terms) write(partNames.term(node), valueOf(values, node));
    for (const node of part.factors) write(partNames.factor(node), valueOf(values, node));
    for (const node of part.norms) {
      write(partNames.scale(node), scalesOf(node, valueOf(values, node.inputs[0])));
    }
    for (const [name, data] of weights) write(name, data);
    write(partNames.selector, selectorFor(prediction, logits.type.shape));
    program.run();
    return await program.read(outputs);
  } finally {
    program.destroy();
  }
}

function valueOf(values: ReadonlyMap<Node, TensorData>, node: Node): TensorData {
  const data = values.get(node);
  if (!data) throw new GraphError(`"${node.name}" was not read.`, node.name);
  return data;
}

/** 1 / √(σ² + ε) of each row that a layer norm reads. */
function scalesOf({ type: { shape }, attrs }: Node, x: TensorData): Float32Array {
  const width = shape[shape.length - 1];
  const { eps } = attrs as { readonly eps: number };
  return Float32Array.from({ length: sizeOf(shape) / width }, (_, row) => {
    const own = Array.from(x.subarray(row * width, (row + 1) * width));
    const mean = own.reduce((sum, v) => sum + v, 0) / width;
    const variance = own.reduce((sum, v) => sum + (v - mean) ** 2, 0) / width;
    return 1 / Math.sqrt(variance + eps);
  });
}

function componentsOf(
  graph: Copies['plain'],
  part: LinearPart,
  values: ReadonlyMap<Node, TensorData>,
  slopes: readonly TensorData[],
): Component[] {
  const heads = new Map(attentionsOf(graph).map(({ z, pattern }) => [z, pattern]));
  return part.terms.flatMap((node, i): Component[] => {
    const products = Array.from(valueOf(values, node), (x, at) => x * slopes[i][at]);
    const pattern = heads.get(node.name);
    if (pattern !== undefined) return headsOf(node, pattern, products);
    const contribution = sumOf(products);
    const base = { tensor: shownName(node), contribution };
    const isSource = node.op.kernel === 'source';
    const isBias = isSource && node.role === 'parameter';
    if (node.op.name === 'embedding' || (isSource && !isBias)) {
      return [{ ...base, kind: 'input', positions: byPosition(node, products) }];
    }
    return [{ ...base, kind: isBias ? 'bias' : isGiven(node) ? 'positions' : 'layer' }];
  });
}

function headsOf(node: Node, pattern: string, products: readonly number[]): Component[] {
  const { shape } = node.type;
  const axis = node.axes.indexOf('H');
  const count = axis < 0 ? 1 : shape[axis];
  const stride = axis < 0 ? products.length : stridesOf(shape)[axis];
  return Array.from({ length: count }, (_, head) => ({
    kind: 'head',
    tensor: node.name,
    pattern,
    head,
    contribution: sumOf(products.filter((_, at) => Math.floor(at / stride) % count === head)),
  }));
}

/** The vectors of positions lie one behind the other. */
function byPosition({ type: { shape } }: Node, products: readonly number[]): Float32Array {
  const width = shape[shape.length - 1];
  return Float32Array.from({ length: products.length / width }, (_, t) =>
    sumOf(products.slice(t * width, (t + 1) * width)),
  );
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0);

/** The name under which a tensor is known, or what it was made of, where it has none. */
function shownName(node: Node): string {
  let at = node;
  while (!at.listed && at.inputs.length > 0) at = at.inputs[0];
  return at.name;
}
