/**
 * A character trigram model: what a language model over characters has to beat.
 *
 *     P(c)      = (n(c) + k) / (N + k·V)
 *     P(c | b)  = (n(bc) + β·P(c)) / (n(b·) + β)
 *     P(c | ab) = (n(abc) + α·P(c | b)) / (n(ab·) + α)
 *
 * n counts in the training text, N is its length, V the number of characters of the vocabulary. Each
 * order is thus interpolated with the one below, with pseudo-counts k, β and α: those of a grid that
 * give the last tenth of the training text the least loss after training on the nine before it.
 *
 * Source: D. J. C. MacKay, L. C. B. Peto, "A hierarchical Dirichlet language model", Natural Language
 * Engineering 1 (1995), with the weights taken from held-out text.
 */
const TUNE_SHARE = 0.1;
const KS = [0.1, 1, 10, 100];
const BETAS = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const ALPHAS = [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256];

/**
 * The loss of a trigram model on `validation`, in nats a character: the mean of −ln P over all
 * characters but the first two, each given the two before it.
 * @param {string} train
 * @param {string} validation
 * @param {number} vocabularySize
 */
export function trigramLoss(train, validation, vocabularySize) {
  const cut = Math.round(train.length * (1 - TUNE_SHARE));
  const tune = lossOf(train.slice(0, cut), train.slice(cut), vocabularySize);
  let best = { k: 0, beta: 0, alpha: 0, loss: Infinity };
  for (const k of KS) {
    for (const beta of BETAS) {
      for (const alpha of ALPHAS) {
        const loss = tune(k, beta, alpha);
        if (loss < best.loss) best = { k, beta, alpha, loss };
      }
    }
  }
  const { k, beta, alpha } = best;
  return { loss: lossOf(train, validation, vocabularySize)(k, beta, alpha), k, beta, alpha };
}

/**
 * The loss of the characters' frequencies alone, with k = 1, over the same characters.
 * @param {string} train
 * @param {string} validation
 * @param {number} vocabularySize
 */
export function unigramLoss(train, validation, vocabularySize) {
  // So large a β and α leave nothing but P(c).
  return lossOf(train, validation, vocabularySize)(1, 1e15, 1e15);
}

/**
 * @param {string} train @param {string} text @param {number} vocabularySize
 * @returns {(k: number, beta: number, alpha: number) => number}
 */
function lossOf(train, text, vocabularySize) {
  if (`${train}${text}`.includes('·')) throw new Error('The text holds the mark of a context.');
  /** @type {Map<string, number>} */
  const counts = new Map();
  /** @param {string} key */
  const add = (key) => counts.set(key, (counts.get(key) ?? 0) + 1);
  /** @param {string} key */
  const count = (key) => counts.get(key) ?? 0;
  for (let i = 0; i < train.length; i++) {
    add(train[i]);
    if (i >= 1) add(train.slice(i - 1, i + 1));
    if (i >= 2) add(train.slice(i - 2, i + 1));
    // How often a context occurs with a character after it.
    if (i >= 1) add(`·${train.slice(i - 1, i)}`);
    if (i >= 2) add(`·${train.slice(i - 2, i)}`);
  }
  const places = Array.from({ length: text.length - 2 }, (_, i) => ({
    c: count(text[i + 2]),
    bc: count(text.slice(i + 1, i + 3)),
    b: count(`·${text[i + 1]}`),
    abc: count(text.slice(i, i + 3)),
    ab: count(`·${text.slice(i, i + 2)}`),
  }));
  return (k, beta, alpha) => {
    let sum = 0;
    for (const { c, bc, b, abc, ab } of places) {
      const p1 = (c + k) / (train.length + k * vocabularySize);
      const p2 = (bc + beta * p1) / (b + beta);
      sum -= Math.log((abc + alpha * p2) / (ab + alpha));
    }
    return sum / places.length;
  };
}
