import { describe, expect, test } from 'vitest';
import { Builder } from '../graph/builder';
import { input } from '../ops/source';
import { evaluateGraph } from '../testing/evaluate';
import type { Purpose } from './block';
import { judgeSpelling } from './spelling';

interface Sequence {
  readonly scores: readonly (readonly number[])[];
  readonly length: number;
  readonly symbols: readonly number[];
}

const SYMBOLS = 3;

/** Loss and, in an evaluation, how many are spelt without a mistake. */
function judged(sequences: readonly Sequence[], purpose: Purpose) {
  const b = new Builder();
  const batch = sequences.length;
  const [steps, classes] = [sequences[0].scores.length, sequences[0].scores[0].length];
  const whole = { dtype: 'i32' } as const;
  const { loss, exact } = judgeSpelling(
    b,
    {
      scores: input(b, [batch, steps, classes], { name: 'scores', axes: ['B', 'T', 'K'] }),
      symbols: input(b, [batch, SYMBOLS], { name: 'symbols', ...whole }),
      lengths: input(b, [batch], { name: 'lengths', ...whole }),
      symbolCounts: input(b, [batch], { name: 'counts', ...whole }),
    },
    purpose,
  );
  const padded = (symbols: readonly number[]) =>
    Array.from({ length: SYMBOLS }, (_, s) => symbols[s] ?? 0);
  const values = evaluateGraph(
    b,
    {
      scores: Float32Array.from(sequences.flatMap(({ scores }) => scores.flat())),
      symbols: Int32Array.from(sequences.flatMap(({ symbols }) => padded(symbols))),
      lengths: Int32Array.from(sequences, ({ length }) => length),
      counts: Int32Array.from(sequences, ({ symbols }) => symbols.length),
    },
    { double: true },
  );
  const read = (node: typeof loss | undefined) => node && values.get(node.name)?.[0];
  return { loss: read(loss), exact: read(exact) };
}

/** What a path spells: by the definition, repetitions merged first and blanks dropped then. */
const spelt = (path: readonly number[]): number[] =>
  path.filter((symbol, t) => symbol !== path[t - 1]).filter((symbol) => symbol !== 0);

/** −ln of the probability of all paths that spell the symbols, path by path. */
function lossOf({ scores, length, symbols }: Sequence): number {
  const rows = scores.slice(0, length).map((row) => {
    const total = row.reduce((sum, score) => sum + Math.exp(score), 0);
    return row.map((score) => Math.exp(score) / total);
  });
  const classes = scores[0].length;
  let probability = 0;
  for (let n = 0; n < classes ** length; n++) {
    const path = rows.map((_, t) => Math.floor(n / classes ** t) % classes);
    if (String(spelt(path)) !== String(symbols)) continue;
    probability += path.reduce((product, symbol, t) => product * rows[t][symbol], 1);
  }
  return -Math.log(probability);
}

/** Scores, exact in single precision, whose best path is this one, none of them too sure. */
const along = (path: readonly number[]) =>
  path.map((best, t) =>
    Array.from({ length: 4 }, (_, k) => Math.fround(Math.sin(3 * t + k) + (k === best ? 2.5 : 0))),
  );

describe('what spells is judged', () => {
  const cases: readonly [what: string, path: number[], length: number, symbols: number[]][] = [
    ['blanks between', [0, 1, 0, 2, 0], 5, [1, 2]],
    ['a repetition that is merged', [1, 1, 2, 2, 2], 5, [1, 2]],
    ['a symbol twice, with a blank between', [3, 0, 3, 1, 1], 5, [3, 3, 1]],
    ['the end of the padding', [2, 0, 0, 3, 3], 3, [2]],
    ['a symbol too many', [1, 0, 2, 0, 3], 5, [1, 2]],
    ['a symbol too few', [1, 1, 1, 1, 1], 5, [1, 1]],
    ['the wrong order', [2, 0, 1, 0, 0], 5, [1, 2]],
    ['nothing but blanks', [0, 0, 0, 0, 0], 5, [2]],
  ];
  const sequences = cases.map(([, path, length, symbols]) => ({
    scores: along(path),
    length,
    symbols,
  }));

  test.each(cases)('%s', (_, path, length, symbols) => {
    const { loss, exact } = judged([{ scores: along(path), length, symbols }], 'evaluate');
    expect(loss).toBeCloseTo(lossOf({ scores: along(path), length, symbols }), 9);
    const right = String(spelt(path.slice(0, length))) === String(symbols);
    expect(exact).toBe(right ? 1 : 0);
  });

  test('by the sum in an evaluation, by the mean in training', () => {
    const total = sequences.reduce((sum, sequence) => sum + lossOf(sequence), 0);
    expect(judged(sequences, 'evaluate')).toEqual({ loss: expect.closeTo(total, 8), exact: 4 });
    const mean = total / sequences.length;
    expect(judged(sequences, 'train')).toEqual({ loss: expect.closeTo(mean, 8), exact: undefined });
  });

  test('not where a batch is filled up: no positions, no symbols', () => {
    const empty = { scores: along([0, 0, 0, 0, 0]), length: 0, symbols: [] };
    const both = judged([sequences[0], empty], 'evaluate');
    expect(both).toEqual({ loss: expect.closeTo(lossOf(sequences[0]), 9), exact: 1 });
  });
});
