import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { argMax } from '../ops/arg-max';
import { ctcLoss } from '../ops/ctc-loss';
import { cumulativeSum } from '../ops/cumulative-sum';
import { equal } from '../ops/equal';
import { fill } from '../ops/fill';
import { greater } from '../ops/greater';
import { lengthMask } from '../ops/length-mask';
import { mul } from '../ops/mul';
import { oneHot } from '../ops/one-hot';
import { reshape } from '../ops/reshape';
import { scale } from '../ops/scale';
import { pad, slice } from '../ops/slice';
import { softmax } from '../ops/softmax';
import { sub } from '../ops/sub';
import { sum } from '../ops/sum';
import type { Purpose } from './block';
import type { Judgement } from './losses';

/** The class that stands for no symbol. */
const BLANK = 0;

/** What a model that spells is judged by. */
export interface Spelling {
  /** f32[B,T,K]; class 0 is the blank. */
  readonly scores: Node;
  /** i32[B,S], padded with anything. */
  readonly symbols: Node;
  /** Positions of the scores that count, i32[B]. */
  readonly lengths: Node;
  /** Symbols that count, i32[B]; 0 where the right ones are not known. */
  readonly symbolCounts: Node;
}

/**
 * Loss of connectionist temporal classification: nats per sequence, the mean over a batch or for
 * evaluation the sum. `exact` counts the sequences that the best path spells without a mistake.
 * Source: Graves et al. 2006, sections 3.2 (best path decoding) and 4.1.
 */
export function judgeSpelling(b: Builder, spelling: Spelling, purpose: Purpose): Judgement {
  const { scores, symbols, lengths, symbolCounts } = spelling;
  if (purpose === 'show') {
    const { axes } = scores;
    softmax(b, scores, { axis: -1 }, { name: 'probabilities', axes, kind: 'probability' });
  }
  const total = ctcLoss(b, scores, symbols, lengths, symbolCounts, {
    blank: BLANK,
    reduction: 'sum',
  });
  const [batch] = scores.type.shape;
  const loss = scale(b, total, purpose === 'evaluate' ? 1 : 1 / batch, { name: 'loss' });
  return purpose === 'evaluate' ? { loss, exact: rightlySpelt(b, spelling) } : { loss };
}

/** How many sequences the most likely classes spell, once repetitions are merged and blanks dropped. */
function rightlySpelt(b: Builder, { scores, symbols, lengths, symbolCounts }: Spelling): Node {
  const [batch, steps, classes] = scores.type.shape;
  const most = symbols.type.shape[1];
  const one = fill(b, [], 1);
  const chosen = oneHot(b, argMax(b, scores, { axis: -1 }), { classes });
  // A position adds a symbol unless it repeats the one before it, is blank, or lies past the end.
  const earlier = slice(b, pad(b, chosen, { axis: 1, before: 1, after: 0 }), {
    axis: 1,
    start: 0,
    length: steps,
  });
  const repeated = sum(b, mul(b, chosen, earlier), { axes: [2] });
  const blank = reshape(b, slice(b, chosen, { axis: 2, start: BLANK, length: 1 }), [batch, steps]);
  const heard = mul(b, sub(b, one, repeated), sub(b, one, blank));
  const adds = mul(b, heard, lengthMask(b, lengths, { length: steps }));
  const place = cumulativeSum(b, adds, { axis: 1 });

  const wanted = oneHot(b, symbols, { classes });
  const count = sum(b, lengthMask(b, symbolCounts, { length: most }), { axes: [1] });
  let right = fill(b, [batch], 0);
  for (let s = 0; s < most; s++) {
    const symbol = slice(b, wanted, { axis: 1, start: s, length: 1 });
    const same = sum(b, mul(b, chosen, symbol), { axes: [2] });
    const here = mul(b, adds, equal(b, place, fill(b, [], s + 1)));
    const hit = sum(b, mul(b, here, same), { axes: [1] });
    right = add(b, right, hit);
  }
  const asMany = equal(b, sum(b, adds, { axes: [1] }), count);
  const known = greater(b, count, fill(b, [], 0));
  const exact = mul(b, mul(b, equal(b, right, count), asMany), known);
  return sum(b, exact, {}, { name: 'exact' });
}
