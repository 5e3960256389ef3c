/** A sequence of classes that a model has written, or is about to. */
export interface Hypothesis {
  /** Without start and end. */
  readonly classes: readonly number[];
  /** Of the whole sequence, with its end where it has one, in nats. */
  readonly logProbability: number;
  /** Whether the model has written the end. */
  readonly finished: boolean;
}

/** For each sequence so far, the log-probability of every class as the next. */
export type NextClasses = (
  sequences: readonly (readonly number[])[],
) => Promise<readonly ArrayLike<number>[]>;

export interface BeamSearchOptions {
  /** How many sequences are kept at each length; with 1 the likeliest class is taken each time (greedy). */
  readonly beam: number;
  /** The class that ends a sequence. */
  readonly end: number;
  /** Most classes of a sequence, with the end. */
  readonly longest: number;
}

/**
 * Writes the likeliest sequences it finds, the best first: at each length only the best of the
 * sequences grown by one class go on. Probabilities are not divided by length.
 * Source: Graves 2012, Sequence Transduction with Recurrent Neural Networks, section 2.4, without
 * its transducer; Sutskever, Vinyals & Le 2014, section 3.2.
 */
export async function beamSearch(
  next: NextClasses,
  { beam, end, longest }: BeamSearchOptions,
): Promise<Hypothesis[]> {
  let open: Hypothesis[] = [{ classes: [], logProbability: 0, finished: false }];
  let done: Hypothesis[] = [];
  for (let length = 0; length < longest && open.length > 0; length++) {
    const scores = await next(open.map(({ classes }) => classes));
    const grown = open.flatMap((sequence, i) => grownBy(sequence, scores[i], end));
    const kept = best(grown, beam);
    done = best([...done, ...kept.filter(({ finished }) => finished)], beam);
    open = kept.filter(({ finished }) => !finished);
    // A sequence only gets less likely as it grows: none of these can come in any more.
    const bar = done.length === beam ? done[beam - 1].logProbability : Number.NEGATIVE_INFINITY;
    open = open.filter(({ logProbability }) => logProbability > bar);
  }
  return best([...done, ...open], beam);
}

function grownBy(
  { classes, logProbability }: Hypothesis,
  scores: ArrayLike<number>,
  end: number,
): Hypothesis[] {
  return Array.from(scores, (score, next) => ({
    classes: next === end ? classes : [...classes, next],
    logProbability: logProbability + score,
    finished: next === end,
  }));
}

/** The likeliest, the likeliest first. */
function best(sequences: readonly Hypothesis[], count: number): Hypothesis[] {
  return [...sequences].sort((a, b) => b.logProbability - a.logProbability).slice(0, count);
}
