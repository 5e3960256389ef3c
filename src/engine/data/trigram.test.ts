import { expect, test } from 'vitest';
import { openPublic } from '../testing/first-steps';
import { trigramLoss } from './trigram';

interface File {
  readonly vocabulary: string;
  readonly baselines: {
    readonly trigram: { loss: number; k: number; beta: number; alpha: number };
  };
  readonly train: { readonly text: string };
  readonly validation: { readonly text: string };
}

const ids = (text: string, vocabulary: string): Int32Array =>
  Int32Array.from(text, (character) => vocabulary.indexOf(character));

test('a small text gives what the definition says, for the best of the grid', () => {
  // What is counted, written out with strings.
  const [train, validation] = ['abacabadabacabaeabacabadabacab', 'abadacab'];
  const vocabulary = 'abcde';
  const loss = (known: string, text: string, k: number, beta: number, alpha: number): number => {
    const n = (part: string): number =>
      Array.from(known).filter((_, i) => known.startsWith(part, i)).length;
    const before = (part: string): number => n(part) - (known.endsWith(part) ? 1 : 0);
    let sum = 0;
    for (let i = 2; i < text.length; i++) {
      const [a, b, c] = text.slice(i - 2, i + 1);
      const single = (n(c) + k) / (known.length + k * 5);
      const pair = (n(b + c) + beta * single) / (before(b) + beta);
      sum -= Math.log((n(a + b + c) + alpha * pair) / (before(a + b) + alpha));
    }
    return sum / (text.length - 2);
  };
  const grid = [0.1, 1, 10, 100].flatMap((k) =>
    [1, 2, 4, 8, 16, 32, 64, 128, 256].flatMap((beta) =>
      [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256].map((alpha) => [k, beta, alpha] as const),
    ),
  );
  // The last tenth of 30 characters chooses.
  const tuned = grid.map((weights) => loss(train.slice(0, 27), train.slice(27), ...weights));
  const best = grid[tuned.indexOf(Math.min(...tuned))];
  const found = trigramLoss(ids(train, vocabulary), ids(validation, vocabulary), 5);
  expect(found).toBeCloseTo(loss(train, validation, ...best), 10);
});

test('Moby-Dick has the loss that the script of the data found', async () => {
  const file = (await openPublic('data/text-en.json')) as File;
  const { vocabulary, train, validation } = file;
  const found = trigramLoss(
    ids(train.text, vocabulary),
    ids(validation.text, vocabulary),
    // The script counts without padding, too.
    vocabulary.length,
  );
  expect(found).toBeCloseTo(file.baselines.trigram.loss, 3);
});
