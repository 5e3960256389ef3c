import { editDistance } from '../models/edit-distance';
import { Decoder, type DecoderRequest } from './decode';

/** Examples that are decoded side by side. */
const ROWS = 100;

export interface ErrorRate {
  /** Insertions, deletions and replacements that the answers need, for each symbol of the right ones. */
  readonly errors: number;
  /** Share of the answers that need none. */
  readonly without: number;
  readonly examples: number;
}

export interface WritingErrors extends ErrorRate {
  /** The same of the examples of each source length, the shortest first. */
  readonly byLength: readonly (ErrorRate & { readonly length: number })[];
}

/** How well a model writes the answers of the held-out examples, greedily; null where it writes none. */
export async function errorRate(
  request: Omit<DecoderRequest, 'examples'>,
): Promise<WritingErrors | null> {
  const { dataset } = request;
  const { writing, validation } = dataset;
  if (!writing) return null;
  const all = new Sums();
  const lengths = new Map<number, Sums>();
  for (let first = 0; first < validation.count; first += ROWS) {
    const examples = Array.from({ length: Math.min(ROWS, validation.count - first) }, (_, i) =>
      dataset.example('validation', first + i),
    );
    const decoder = await Decoder.create({ ...request, examples });
    try {
      const answers = await decoder.greedy();
      answers.forEach((answer, i) => {
        const { words, values } = examples[i];
        const right = [...values.target.data].filter((id) => id !== writing.end);
        const distance = editDistance(answer, right);
        const own = lengths.get(words.length) ?? new Sums();
        lengths.set(words.length, own);
        for (const sums of [all, own]) sums.add(distance, right.length);
      });
    } finally {
      decoder.destroy();
    }
  }
  const byLength = [...lengths]
    .sort(([a], [b]) => a - b)
    .map(([length, sums]) => ({ length, ...sums.rate }));
  return { ...all.rate, byLength };
}

class Sums {
  private errors = 0;
  private symbols = 0;
  private without = 0;
  private examples = 0;

  add(distance: number, symbols: number): void {
    this.errors += distance;
    this.symbols += symbols;
    this.without += distance === 0 ? 1 : 0;
    this.examples++;
  }

  get rate(): ErrorRate {
    const { errors, symbols, without, examples } = this;
    return { errors: errors / symbols, without: without / examples, examples };
  }
}
