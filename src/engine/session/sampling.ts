/** How the next character is chosen among those that may come. */
export interface SamplingRule {
  /** What scores are divided by; 0 always takes the most likely one. */
  readonly temperature: number;
  /** Only so many of the most likely ones; 0 for all. */
  readonly topK: number;
  /** Only the most likely ones that together have this probability; 1 for all. */
  readonly topP: number;
}

/** What to write, and from where on. */
export interface SampleRequest extends SamplingRule {
  /** Text to go on from, at least one character. */
  readonly prompt: string;
  /** Characters to be written. */
  readonly length: number;
  readonly seed: number;
}

interface Candidate {
  readonly id: number;
  readonly share: number;
}

/**
 * Chooses one of several by their probabilities: temperature, then top-k, then top-p, then a draw.
 * Sources: top-k: Fan, Lewis & Dauphin 2018, section 5.4; top-p (nucleus): Holtzman et al. 2020,
 * section 3.1. The most likely one is always kept.
 *
 * @param probabilities of each id; those of `excluded` ids do not count
 * @param random a number in [0, 1)
 */
export function choose(
  probabilities: ArrayLike<number>,
  rule: SamplingRule,
  random: number,
  excluded: ReadonlySet<number> = new Set(),
): number {
  const kept = candidates(probabilities, rule, excluded);
  const total = kept.reduce((sum, { share }) => sum + share, 0);
  let left = random * total;
  for (const { id, share } of kept) {
    left -= share;
    if (left < 0) return id;
  }
  // Rounding may leave a little at the end.
  return kept[kept.length - 1].id;
}

/** Those that may be drawn, the most likely first, with shares that need not add up to 1. */
function candidates(
  probabilities: ArrayLike<number>,
  { temperature, topK, topP }: SamplingRule,
  excluded: ReadonlySet<number>,
): readonly Candidate[] {
  const sorted = Array.from({ length: probabilities.length }, (_, id) => ({
    id,
    share: probabilities[id],
  }))
    .filter(({ id }) => !excluded.has(id))
    .sort((a, b) => b.share - a.share || a.id - b.id);
  if (temperature === 0) return sorted.slice(0, 1);
  // softmax(log p / T) is p^(1/T), normalised; by the largest first, so that nothing becomes 0 by itself.
  const most = sorted[0].share;
  const warmed = sorted.map(({ id, share }) => ({
    id,
    share: (share / most) ** (1 / temperature),
  }));
  const few = topK > 0 ? warmed.slice(0, topK) : warmed;
  if (topP >= 1) return few;
  const total = few.reduce((sum, { share }) => sum + share, 0);
  let reached = 0;
  const end = few.findIndex(({ share }) => {
    reached += share / total;
    return reached >= topP;
  });
  return end < 0 ? few : few.slice(0, end + 1);
}
