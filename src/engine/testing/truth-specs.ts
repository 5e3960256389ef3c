import { appendGradients } from '../autodiff/gradients';
import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { buildModel } from '../models/build';
import type { ModelSpec } from '../models/spec';
import { input } from '../ops/source';
import type { Shape, TensorData } from '../tensor/types';
import {
  TRAINING_CASES,
  type Tensors,
  type TrainingCase,
  type TrainingGraph,
} from './training-truth';
import { typed } from './truth';

type Nodes = Readonly<Record<string, Node>>;

/** Where PyTorch keeps a parameter of ours. */
export interface Place {
  /** Name of the tensor. */
  readonly of: string;
  /** Which of so many equal parts of its rows: PyTorch packs the weights of q, k and v. */
  readonly part?: readonly [index: number, parts: number];
  /** Whether its rows are our columns: PyTorch's linear weights are [out, in]. */
  readonly turned?: boolean;
}

/** A model specification that repeats a training of PyTorch. */
export interface TruthSpec {
  /** Name of the training. */
  readonly name: string;
  readonly spec: ModelSpec;
  /** The model's inputs from what a batch brings; what the specification calls otherwise, too. */
  readonly inputs: (batch: Nodes, b: Builder) => Nodes;
  /** Where PyTorch has each parameter of the model. */
  readonly places: Readonly<Record<string, Place>>;
  /** Whether the truth's logits have the classes, our last axis, ahead of the positions. */
  readonly classesFirst?: boolean;
}

const files = import.meta.glob<Readonly<Record<string, TruthSpec>>>('./truth-specs/*.ts', {
  eager: true,
});

/** Trainings of PyTorch with the specifications that repeat them. */
export const SPEC_CASES = Object.values(files)
  .flatMap((exports) => Object.values(exports))
  .map((spec) => {
    const truth = TRAINING_CASES.find(({ name }) => name === spec.name);
    if (!truth) throw new Error(`There is no training called "${spec.name}".`);
    return { name: spec.name, truth, spec };
  });

/** One training step of a case, built from a model specification as the product builds its models. */
export function specGraph(truth: TrainingCase, use: TruthSpec): TrainingGraph {
  const batch: Node[] = [];
  const inputs = (b: Builder): Nodes => {
    const given = Object.entries(truth.batches[0]).map(([name, tensor]): [string, Node] => {
      const dtype = typed(tensor) instanceof Int32Array ? 'i32' : 'f32';
      return [name, input(b, tensor.shape, { name, dtype })];
    });
    batch.push(...given.map(([, node]) => node));
    return use.inputs(Object.fromEntries(given), b);
  };
  const { b, loss, parameters } = buildModel(use.spec, inputs, 'train');
  if (!loss) throw new Error(`${use.name} has no loss.`);
  const names = parameters.map(({ name }) => name);
  const pieces = names.map((name) => piece(truth, name, b.get(name).type.shape, use.places[name]));
  const logits = b.get('logits');
  return {
    b,
    batch,
    parameters: names.map((name) => b.get(name)),
    logits,
    loss,
    gradients: appendGradients(b, loss, names),
    fromTruth: (theirs) =>
      Object.fromEntries(
        pieces.map(({ name, of, at }) => [name, Float32Array.from(at, (i) => theirs[of][i])]),
      ),
    toTruth: (own) => assembled(truth, pieces, own),
    logitsToTruth: (own) => (use.classesFirst ? lastAxisFirst(own, logits.type.shape) : own),
  };
}

/** A parameter of ours as elements of one of PyTorch's. */
interface Piece {
  readonly name: string;
  readonly of: string;
  /** For each element of ours its position in PyTorch's tensor. */
  readonly at: Int32Array;
}

function piece(truth: TrainingCase, name: string, own: Shape, place: Place | undefined): Piece {
  if (!place) throw new Error(`Nothing says where PyTorch has "${name}".`);
  const { of, part: [index, parts] = [0, 1], turned = false } = place;
  const { data } = truth.params[of];
  const length = data.length / parts;
  const [rows, columns] = turned ? [own[1], own[0]] : [1, length];
  if (rows * columns !== length || own.reduce((n, size) => n * size, 1) !== length) {
    throw new Error(
      `"${name}" of shape ${own.join(' × ')} does not fit ${length} numbers of "${of}".`,
    );
  }
  // Our element (column, row) is theirs (row, column).
  const position = (i: number) => (turned ? (i % rows) * columns + Math.floor(i / rows) : i);
  return { name, of, at: Int32Array.from({ length }, (_, i) => index * length + position(i)) };
}

/** PyTorch's tensors from ours. @throws Error when an element of theirs is none of ours, or of two */
function assembled(truth: TrainingCase, pieces: readonly Piece[], own: Tensors): Tensors {
  const theirs = Object.fromEntries(
    Object.entries(truth.params).map(([name, { data }]) => [name, new Float32Array(data.length)]),
  );
  const filled = Object.fromEntries(
    Object.entries(theirs).map(([name, { length }]) => [
      name,
      new Set<number>(Array(length).keys()),
    ]),
  );
  for (const { name, of, at } of pieces) {
    at.forEach((to, i) => {
      theirs[of][to] = own[name][i];
      if (!filled[of].delete(to)) throw new Error(`Two parameters take from "${of}" at ${to}.`);
    });
  }
  const left = Object.entries(filled).find(([, missing]) => missing.size > 0);
  if (left) throw new Error(`"${left[0]}" has ${left[1].size} numbers that no parameter takes.`);
  return theirs;
}

/** `f32[B,T,K] → f32[B,K,T]` */
function lastAxisFirst(data: TensorData, [batch, length, classes]: Shape): TensorData {
  return Float32Array.from({ length: batch * length * classes }, (_, i) => {
    const t = i % length;
    const k = Math.floor(i / length) % classes;
    const n = Math.floor(i / length / classes);
    return data[(n * length + t) * classes + k];
  });
}

/** A linear layer's parameters: ours `W`, turned, and, with `bias`, `b`. */
export function linearPlaces(
  own: string,
  theirs: string,
  { weight = 'W', bias = 'b' }: { readonly weight?: string; readonly bias?: string | null } = {},
): Record<string, Place> {
  return {
    [`${own}.${weight}`]: { of: `${theirs}.weight`, turned: true },
    ...(bias === null ? {} : { [`${own}.${bias}`]: { of: `${theirs}.bias` } }),
  };
}
