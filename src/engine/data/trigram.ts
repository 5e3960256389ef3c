/** Share of the training text, at its end, by which the pseudo-counts are chosen, and most characters of it. */
const TUNE_SHARE = 0.1;
const MOST_TUNED = 20_000;
const KS = [0.1, 1, 10, 100];
const BETAS = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const ALPHAS = [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256];

/**
 * The loss of a character trigram model on `validation`, in nats a character: the mean of −ln P over
 * all characters but the first two, each given the two before it.
 *
 *     P(c)      = (n(c) + k) / (N + k·V)
 *     P(c | b)  = (n(bc) + β·P(c)) / (n(b·) + β)
 *     P(c | ab) = (n(abc) + α·P(c | b)) / (n(ab·) + α)
 *
 * n counts in the training text, N is its length, V the number of characters. The pseudo-counts k, β
 * and α are those of a grid that give the end of the training text the least loss after training on
 * what is before it.
 * Source: MacKay and Peto 1995, A hierarchical Dirichlet language model, with the weights taken from
 * held-out text.
 * @param train character ids, i32[N], from 0 up to less than `size`
 * @param validation the same
 * @param size V
 */
export function trigramLoss(train: Int32Array, validation: Int32Array, size: number): number {
  const tuned = Math.min(MOST_TUNED, train.length - Math.round(train.length * (1 - TUNE_SHARE)));
  const cut = train.length - tuned;
  const tune = lossOf(train.subarray(0, cut), train.subarray(cut), size);
  let best = { weights: [KS[0], BETAS[0], ALPHAS[0]] as const, loss: Infinity };
  for (const k of KS) {
    for (const beta of BETAS) {
      for (const alpha of ALPHAS) {
        const loss = tune(k, beta, alpha);
        if (loss < best.loss) best = { weights: [k, beta, alpha], loss };
      }
    }
  }
  return lossOf(train, validation, size)(...best.weights);
}

function lossOf(train: Int32Array, text: Int32Array, size: number) {
  const { single, pairs, triples } = counts(train, size);
  // A context counts where a character follows: everywhere but at the end.
  const [last, end] = train.subarray(-2);
  const places = Array.from({ length: text.length - 2 }, (_, i) => {
    const [a, b, c] = text.subarray(i, i + 3);
    const ab = a * size + b;
    return {
      c: single[c],
      bc: pairs[b * size + c],
      b: single[b] - (b === end ? 1 : 0),
      abc: triples.get(ab * size + c) ?? 0,
      ab: pairs[ab] - (a === last && b === end ? 1 : 0),
    };
  });
  return (k: number, beta: number, alpha: number): number => {
    let sum = 0;
    for (const { c, bc, b, abc, ab } of places) {
      const p1 = (c + k) / (train.length + k * size);
      const p2 = (bc + beta * p1) / (b + beta);
      sum -= Math.log((abc + alpha * p2) / (ab + alpha));
    }
    return sum / places.length;
  };
}

/** How often each character, pair and group of three occurs; a group is a number to the base `size`. */
function counts(text: Int32Array, size: number) {
  const single = new Int32Array(size);
  const pairs = new Int32Array(size * size);
  const triples = new Map<number, number>();
  for (let i = 0; i < text.length; i++) {
    single[text[i]]++;
    if (i < 1) continue;
    const pair = text[i - 1] * size + text[i];
    pairs[pair]++;
    if (i < 2) continue;
    const triple = text[i - 2] * size * size + pair;
    triples.set(triple, (triples.get(triple) ?? 0) + 1);
  }
  return { single, pairs, triples };
}
