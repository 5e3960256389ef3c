import { describe, expect, it } from 'vitest';
import { CONTEXT_TASKS, type ContextTask, contextTasks } from './context-tasks';

const make = (task: ContextTask, length = 8) => contextTasks({ task, length });
const made = new Map(CONTEXT_TASKS.map((task) => [task, make(task)]));
const datasetOf = (task: ContextTask) => made.get(task) ?? make(task);

/** Marks and answers of some held-out examples, '' where nothing is asked. */
function examplesOf(task: ContextTask, count: number) {
  const dataset = datasetOf(task);
  return Array.from({ length: count }, (_, i) => {
    const { words, values } = dataset.example('validation', i);
    const answers = [...values.target.data].map((k) => (k < 0 ? '' : dataset.classes[k]));
    const places = dataset.fields.tokens.shape[0];
    const distances = [...(dataset.distance ?? [])].slice(i * places, i * places + words.length);
    return { words, answers, distances };
  });
}

/** The places where something is asked. */
const askedIn = (answers: readonly string[]) =>
  answers.flatMap((answer, t) => (answer === '' ? [] : [t]));

describe('the tasks of context', () => {
  it.each(CONTEXT_TASKS)('%s: the same sequences each time, none in both parts', (task) => {
    const [one, other] = [datasetOf(task), make(task)];
    expect(one.train.count).toBe(4096);
    expect(one.validation.count).toBe(512);
    for (const split of ['train', 'validation'] as const) {
      for (const field of ['tokens', 'target']) {
        expect(other[split].values[field].join()).toBe(one[split].values[field].join());
      }
    }
    const texts = (split: 'train' | 'validation') =>
      Array.from({ length: one[split].count }, (_, i) => one.example(split, i).text);
    const train = new Set(texts('train'));
    expect(texts('validation').some((text) => train.has(text))).toBe(false);
  });

  it('copy: the four letters again, after a pause of any length', () => {
    const lengths = new Set<number>();
    for (const { words, answers, distances } of examplesOf('copy', 40)) {
      const asked = askedIn(answers);
      expect(asked.map((t) => answers[t])).toEqual(words.slice(0, 4));
      for (const t of asked) {
        expect(words[t]).toBe('→');
        expect(words[t - distances[t]]).toBe(answers[t]);
        lengths.add(distances[t]);
      }
    }
    expect([...lengths].sort((a, b) => a - b)).toEqual([4, 5, 6, 7, 8]);
  });

  it('reverse: the letters backwards', () => {
    for (const { words, answers, distances } of examplesOf('reverse', 10)) {
      const asked = askedIn(answers);
      expect(asked.map((t) => answers[t]).reverse()).toEqual(words.slice(0, 4));
      for (const t of asked) expect(words[t - distances[t]]).toBe(answers[t]);
    }
  });

  it('brackets: what closes is what was opened last', () => {
    const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}', '<': '>' };
    for (const { words, answers, distances } of examplesOf('brackets', 20)) {
      const open: number[] = [];
      words.forEach((mark, t) => {
        if (mark !== '?') {
          expect(answers[t]).toBe('');
          open.push(t);
          return;
        }
        const from = open.pop() ?? -1;
        expect(answers[t]).toBe(closing[words[from]]);
        expect(distances[t]).toBe(t - from);
      });
      expect(open).toEqual([]);
    }
  });

  it('adding: the sum of the two digits with a star', () => {
    for (const { words, answers, distances } of examplesOf('adding', 20)) {
      const starred = words.flatMap((mark, t) => (mark.endsWith('*') ? [t] : []));
      expect(starred).toHaveLength(2);
      const last = words.length - 1;
      expect(words[last]).toBe('=');
      const sum = starred.reduce((total, t) => total + Number.parseInt(words[t], 10), 0);
      expect(askedIn(answers)).toEqual([last]);
      expect(answers[last]).toBe(String(sum));
      expect(distances[last]).toBe(last - starred[0]);
    }
  });

  it.each(CONTEXT_TASKS)('%s: no answer lies farther back than was asked for', (task) => {
    for (const length of [5, 100]) {
      const { distance = new Int32Array(), validation } = make(task, length);
      const asked = distance.filter((_, i) => validation.values.target[i] >= 0);
      const sorted = asked.sort();
      expect(sorted[0]).toBeGreaterThan(0);
      expect(sorted[sorted.length - 1]).toBeLessThanOrEqual(length);
      expect(sorted[sorted.length - 1]).toBeGreaterThan(length - 2);
    }
  });

  it('refuses other tasks and lengths', () => {
    expect(() => make('sorting' as ContextTask)).toThrow('There is no task "sorting".');
    expect(() => make('copy', 4)).toThrow('A length of 4');
    expect(() => make('copy', 7.5)).toThrow('whole number from 5 to 100');
  });
});
