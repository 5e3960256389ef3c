import { describe, expect, test } from 'vitest';
import { InputError } from '../tensor/errors';
import { type SequencePairs, sequencePairs } from './sequence-pairs';

const pair = (source: string, target: string) => ({
  source: Array.from(source),
  target: Array.from(target),
});
const given: SequencePairs = {
  sourceSymbols: ['a', 'b', ' '],
  targetSymbols: ['x', 'y'],
  maxSource: 3,
  maxTarget: 2,
  train: [pair('Ab', 'xy'), pair('a', 'y')],
  validation: [pair('b a', 'x')],
  sourceText: (symbols) => symbols.join(''),
  targetText: (symbols) => symbols.join('-'),
  read: (text) => Array.from(text),
};

describe('pairs of sequences', () => {
  const data = sequencePairs(given);

  test('the decoder reads the target one place later, after a start mark', () => {
    expect(data.vocabulary).toEqual(['[pad]', 'a', 'b', ' ']);
    expect(data.classes).toEqual(['[end]', '[start]', 'x', 'y']);
    expect([...data.train.values.source]).toEqual([1, 2, 0, 1, 0, 0]);
    expect([...data.train.values.previous]).toEqual([1, 2, 3, 1, 3, 0]);
    expect([...data.train.values.target]).toEqual([2, 3, 0, 3, 0, -1]);
  });

  test('an example is as long as it is, and names what stands where', () => {
    const { values, text, words, sequences } = data.example('validation', 0);
    expect(text).toBe('b a');
    expect(words).toEqual(['b', '␣', 'a']);
    expect(sequences).toEqual({
      source: ['b', '␣', 'a'],
      previous: ['[start]', 'x'],
      target: ['x', '[end]'],
    });
    expect(values.previous).toEqual({ data: Int32Array.of(1, 2), shape: [2] });
    expect(values.target).toEqual({ data: Int32Array.of(2, 0), shape: [2] });
  });

  test('of own text the answer is unknown, until one is put in its place', () => {
    expect([...(data.encode?.('ba').values.target.data ?? [])]).toEqual([-1]);
    const written = data.writing?.rewritten('ba', [3, 2]);
    expect(written?.sequences?.target).toEqual(['y', 'x', '[end]']);
    expect([...(written?.values.previous.data ?? [])]).toEqual([1, 3, 2]);
    expect(data.writing?.text(['y', 'x'])).toBe('y-x');
  });

  test('what cannot be read is refused with a reason', () => {
    expect(() => data.encode?.('abq')).toThrow('Not known here: q. Known are: a b ␣.');
    expect(() => data.encode?.('abab')).toThrow('4 symbols; the model reads from 1 to 3.');
    const long = { ...given, train: [pair('a', 'xxx')] };
    expect(() => sequencePairs(long)).toThrow(InputError);
    expect(() => sequencePairs({ ...given, train: [pair('a', 'z')] })).toThrow('Not known here: z');
  });
});
