import { editDistance } from '../models/edit-distance';
import { Decoder, type DecoderRequest } from './decode';

/** Examples that are decoded side by side. */
const ROWS = 100;

export interface ErrorRate {
  /** Insertions, deletions and replacements that the answers need, for each symbol of the right ones. */
  readonly errors: number;
  /** Share of the answers that need none. */
  readonly without: number;
}

/** How well a model writes the answers of the held-out examples, greedily; null where it writes none. */
export async function errorRate(
  request: Omit<DecoderRequest, 'examples'>,
): Promise<ErrorRate | null> {
  const { dataset } = request;
  const { writing, validation } = dataset;
  if (!writing) return null;
  const sums = { errors: 0, symbols: 0, without: 0 };
  for (let first = 0; first < validation.count; first += ROWS) {
    const examples = Array.from({ length: Math.min(ROWS, validation.count - first) }, (_, i) =>
      dataset.example('validation', first + i),
    );
    const decoder = await Decoder.create({ ...request, examples });
    try {
      const answers = await decoder.greedy();
      answers.forEach((answer, i) => {
        const right = [...examples[i].values.target.data].filter((id) => id !== writing.end);
        const distance = editDistance(answer, right);
        sums.errors += distance;
        sums.symbols += right.length;
        sums.without += distance === 0 ? 1 : 0;
      });
    } finally {
      decoder.destroy();
    }
  }
  return { errors: sums.errors / sums.symbols, without: sums.without / validation.count };
}
