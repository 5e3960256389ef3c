import { describe, expect, test } from 'vitest';
import { NOUNS, ROLES, VERBS } from './role-grammar';
import { roles } from './roles';

const dataset = roles({ passive: true, twoVerbs: true });
const encode = (text: string) => dataset.encode?.(text);

/** Words and their roles, as names. */
function tagged(split: 'train' | 'validation', index: number) {
  const { words, values } = dataset.example(split, index);
  const known = [...values.target.data].map((role) => ROLES[role]);
  return words.map((word, t) => ({ word, role: known[t], mark: values.mark.data[t] }));
}

/** Agent, marked verb and patient. */
function tripleOf(words: ReturnType<typeof tagged>): string {
  const one = (role: string, among: readonly string[]) =>
    words.filter((w) => w.role === role && among.includes(w.word)).map(({ word }) => word);
  return [...one('agent', NOUNS), ...one('predicate', VERBS), ...one('patient', NOUNS)].join(' ');
}

const all = (split: 'train' | 'validation') =>
  Array.from({ length: dataset[split].count }, (_, i) => tagged(split, i));

describe('tagged sentences', () => {
  test('have one agent, one marked verb and one patient each', () => {
    for (const words of [...all('train').slice(0, 500), ...all('validation')]) {
      expect(tripleOf(words)).toMatch(/^\w+ \w+ \w+$/);
      const marked = words.filter(({ mark }) => mark === 1);
      expect(marked.map(({ role }) => role)).toEqual(['predicate']);
      expect(words.length).toBeLessThanOrEqual(25);
    }
  });

  test('of the two parts share no agent, verb and patient', () => {
    expect([dataset.train.count, dataset.validation.count]).toEqual([4096, 512]);
    const train = new Set(all('train').map(tripleOf));
    expect(all('validation').filter((words) => train.has(tripleOf(words)))).toEqual([]);
  });

  test('have verbs in both voices, and both clauses marked', () => {
    const sentences = all('train');
    const share = (test: (words: ReturnType<typeof tagged>) => boolean) =>
      sentences.filter(test).length / sentences.length;
    const at = (words: ReturnType<typeof tagged>) => words.findIndex(({ mark }) => mark === 1);
    expect(share((words) => words[at(words) - 1].word === 'was')).toBeCloseTo(0.5, 1);
    const verbs = (words: ReturnType<typeof tagged>) =>
      words.flatMap(({ word }, t) => ((VERBS as readonly string[]).includes(word) ? [t] : []));
    expect(share((words) => verbs(words).length === 2)).toBeCloseTo(2 / 3, 1);
    expect(share((words) => verbs(words)[1] === at(words))).toBeCloseTo(1 / 3, 1);
  });

  /*
   * Of N words pN have a role. If eN answers are wrong, micro-averaged F1 = 2TP / (answered + wanted)
   * is smallest where each of them puts one role for another: TP = pN − eN of pN answered and
   * wanted, so F1 = 1 − e/p. With e = 0.02 and p ≥ 0.4 that is at least 0.95.
   */
  test('have so many roles that 98 % of all words right mean an F1 of 95 %', () => {
    const target = [...dataset.validation.values.target].filter((role) => role >= 0);
    const other = ROLES.indexOf('other');
    const p = target.filter((role) => role !== other).length / target.length;
    expect(p).toBeGreaterThan(0.5);
    expect(1 - 0.02 / p).toBeGreaterThan(0.95);
  });

  test('are the same each time', () => {
    const again = roles({ passive: true, twoVerbs: true });
    const text = ({ train, validation }: typeof dataset) =>
      [train, validation].flatMap(({ values }) => Object.values(values).map(String)).join();
    expect(text(again) === text(dataset)).toBe(true);
    const simple = roles({ passive: false, twoVerbs: false });
    expect(text(simple) === text(dataset)).toBe(false);
    expect(simple.example('train', 0).words).not.toContain('was');
  });
});

describe('own sentences', () => {
  test('mark the verb behind the asterisk, or the first', () => {
    const first = encode('The nurse helped the king and the queen called the boy.');
    expect([...(first?.values.mark.data ?? [])].indexOf(1)).toBe(2);
    const second = encode('the nurse helped the king and the queen *called the boy');
    expect([...(second?.values.mark.data ?? [])].indexOf(1)).toBe(8);
    expect([...(second?.values.target.data ?? [])]).toEqual(new Array(11).fill(-1));
  });

  test('are refused where they cannot be read', () => {
    expect(() => encode(' ')).toThrow(/Type a sentence/);
    expect(() => encode('the nurse helped a robot')).toThrow(/little language: robot/);
    expect(() => encode('the nurse')).toThrow(/Mark a verb/);
    expect(() => encode('the *nurse helped the king')).toThrow(/Mark a verb/);
    expect(() => encode(`helped ${'the '.repeat(25)}`)).toThrow(/26 words; at most 25/);
  });
});
