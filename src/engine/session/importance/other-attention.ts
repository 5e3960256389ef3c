import { randomSource } from '../../data/random';
import type { Node } from '../../graph/node';
import { InputError } from '../../tensor/errors';
import type { TensorData } from '../../tensor/types';
import type { Subject } from '../subject';
import { rowsThatCount } from './attention-share';
import { attentionsOf } from './attentions';
import { Copies } from './copies';
import { equalWeights, jensenShannon, shuffledWeights, totalVariation } from './distributions';
import {
  type Prediction,
  type PredictionRequest,
  predictionOf,
  selectorFor,
  softmaxOf,
} from './prediction';

export interface OtherAttentionRequest extends PredictionRequest {
  /** Name of the weights that are changed, or `all` of the model; the last on which the score depends unless given. */
  readonly attention?: string;
  /** How many orders of the weights are tried; 96 unless given. */
  readonly count?: number;
  readonly seed?: number;
}

/** What the model says with other weights. */
export interface OtherAnswer {
  /** Mean over the heads and queries that count, one for each key. */
  readonly weights: Float32Array;
  /** Of the class that is asked about. */
  readonly probability: number;
  readonly predicted: number;
  /** Total variation between the answers with these weights and with the model's own. */
  readonly distance: number;
  /** Mean Jensen–Shannon divergence of these weights from the model's own, in nats. */
  readonly divergence: number;
}

export interface OtherAttention extends Prediction {
  /** Names of the weights that are changed. */
  readonly changed: readonly string[];
  /** Of the last of them, as the model has it: see OtherAnswer. */
  readonly weights: Float32Array;
  /** All keys alike. */
  readonly equal: OtherAnswer;
  /** Each order that was tried. */
  readonly probabilities: Float32Array;
  readonly distances: Float32Array;
  readonly divergences: Float32Array;
  /** How many of them leave the predicted class as it is. */
  readonly same: number;
  /** The most different weights that leave the answer as it is, to within `CLOSE`; null where none does. */
  readonly quiet: OtherAnswer | null;
  /** Those that change the answer most. */
  readonly loud: OtherAnswer;
}

/** Answers that differ by less are taken for the same: Jain & Wallace 2019, section 4.2.2. */
const CLOSE = 0.01;
const COPIES = 32;
const MOST = 1024;

/**
 * The answer with the same weights given to other keys, in the order of a seeded shuffle, everything
 * else as it is. Each row of each head is shuffled by itself; keys that get nothing go on to get nothing.
 * Source: Jain & Wallace 2019, "Attention is not Explanation", section 4.2.1, algorithm 2.
 * @returns null where the answer depends on no attention
 * @throws InputError when there is no such attention, class or position
 */
export async function withOtherAttention(
  subject: Subject,
  request: OtherAttentionRequest,
): Promise<OtherAttention | null> {
  const { count = 96, seed = 1 } = request;
  if (!Number.isInteger(count) || count < 1 || count > MOST) {
    throw new InputError(`1 to ${MOST} orders can be tried; got ${JSON.stringify(count)}.`);
  }
  const patterns = (graph: Parameters<typeof attentionsOf>[0]) =>
    attentionsOf(graph).map(({ pattern }) => pattern);
  const copies = await Copies.create({
    subject,
    copies: COPIES,
    replaceable: patterns,
    outputs: (graph) => ['logits', ...patterns(graph)],
    gradients: patterns,
  });
  try {
    return await tried(copies, request, count, randomSource(seed));
  } finally {
    copies.destroy();
  }
}

/** One attention: its weights in one copy, and the rows of them on which the score depends. */
interface Changed {
  readonly node: Node;
  readonly own: TensorData;
  readonly keys: number;
  readonly rows: readonly number[];
}

async function tried(
  copies: Copies,
  request: OtherAttentionRequest,
  count: number,
  random: () => number,
): Promise<OtherAttention | null> {
  const { shape } = copies.node('logits').type;
  const [logits] = await copies.run(['logits']);
  const prediction = predictionOf(request, shape, logits);
  copies.select(selectorFor(prediction, shape));
  const changed = await changedOf(copies, request.attention);
  if (changed.length === 0) return null;
  const classes = shape[shape.length - 1];
  const answerOf = (all: TensorData, copy: number): number[] => {
    const from = copy * (all.length / COPIES) + prediction.position * classes;
    return softmaxOf(Array.from(all.subarray(from, from + classes)));
  };
  const own = answerOf(logits, 0);
  const found: OtherAnswer[] = [];
  // The first is not shuffled but equal.
  while (found.length < count + 1) {
    const batch = Math.min(COPIES, count + 1 - found.length);
    const weights = Array.from({ length: batch }, (_, copy) =>
      changed.map((one) =>
        eachRow(
          one,
          found.length + copy === 0 ? equalWeights : (row) => shuffledWeights(row, random),
        ),
      ),
    );
    for (const [i, { node, own: plain }] of changed.entries()) {
      const all = new Float32Array(plain.length * COPIES);
      for (let copy = 0; copy < COPIES; copy++) {
        all.set(weights[copy]?.[i] ?? plain, copy * plain.length);
      }
      copies.replace(node.name, all);
    }
    const [answers] = await copies.run(['logits']);
    for (const [copy, other] of weights.entries()) {
      const answer = answerOf(answers, copy);
      found.push({
        weights: meanRow(changed[changed.length - 1], other[changed.length - 1]),
        probability: answer[prediction.class],
        predicted: answer.indexOf(Math.max(...answer)),
        distance: totalVariation(own, answer),
        divergence: divergenceOf(changed, other),
      });
    }
  }
  const [equal, ...orders] = found;
  const quiet = orders.filter(({ distance }) => distance <= CLOSE);
  const most = (all: readonly OtherAnswer[], by: 'distance' | 'divergence') =>
    all.reduce((best, one) => (one[by] > best[by] ? one : best));
  return {
    ...prediction,
    changed: changed.map(({ node }) => node.name),
    weights: meanRow(changed[changed.length - 1], changed[changed.length - 1].own),
    equal,
    probabilities: Float32Array.from(orders, ({ probability }) => probability),
    distances: Float32Array.from(orders, ({ distance }) => distance),
    divergences: Float32Array.from(orders, ({ divergence }) => divergence),
    same: orders.filter(({ predicted }) => predicted === prediction.predicted).length,
    quiet: quiet.length > 0 ? most(quiet, 'divergence') : null,
    loud: most(orders, 'distance'),
  };
}

/** @throws InputError when there is no such attention */
async function changedOf(copies: Copies, wanted: string | undefined): Promise<Changed[]> {
  const names = attentionsOf(copies.plain)
    .map(({ pattern }) => pattern)
    .filter((pattern) => copies.gradients.has(`grad:${pattern}`));
  const data = await copies.run([...names, ...names.map((name) => `grad:${name}`)]);
  const all = names.flatMap((name, i): Changed[] => {
    const node = copies.plain.get(name);
    const rows = rowsThatCount(node, data[names.length + i], COPIES);
    const own = data[i].slice(0, data[i].length / COPIES);
    const keys = node.type.shape[node.type.shape.length - 1];
    return rows.length > 0 ? [{ node, own, keys, rows }] : [];
  });
  if (wanted === 'all') return all;
  if (wanted === undefined) return all.slice(-1);
  const one = all.find(({ node }) => node.name === wanted);
  if (one) return [one];
  throw new InputError(
    `The answer depends on no attention "${wanted}"; choose ${[...all.map(({ node }) => node.name), 'all'].join(', ')}.`,
  );
}

function eachRow(
  { own, keys }: Changed,
  change: (row: Float32Array) => Float32Array,
): Float32Array {
  const all = Float32Array.from(own);
  for (let from = 0; from < all.length; from += keys) {
    all.set(change(all.slice(from, from + keys)), from);
  }
  return all;
}

/** The mean of the rows that count. */
function meanRow({ keys, rows }: Changed, weights: ArrayLike<number>): Float32Array {
  return Float32Array.from(
    { length: keys },
    (_, k) => rows.reduce((sum, row) => sum + weights[row * keys + k], 0) / rows.length,
  );
}

function divergenceOf(changed: readonly Changed[], weights: readonly Float32Array[]): number {
  const each = changed.flatMap(({ own, keys, rows }, i) =>
    rows.map((row) => {
      const [from, to] = [row * keys, (row + 1) * keys];
      return jensenShannon(own.subarray(from, to), weights[i].subarray(from, to));
    }),
  );
  return each.reduce((sum, x) => sum + x, 0) / each.length;
}
