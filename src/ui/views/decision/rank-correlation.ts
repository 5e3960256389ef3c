/** Ranks from 1 up; equal numbers share the mean of theirs. */
export function ranksOf(values: ArrayLike<number>): number[] {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks: number[] = new Array(order.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) to++;
    for (let i = from; i <= to; i++) ranks[order[i]] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

/**
 * Spearman's rank correlation: that of the ranks, from −1 to 1; null where one side has no differences
 * to rank. Source: Spearman 1904; with tied ranks, Pearson's correlation of the ranks.
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const [x, y] = [ranksOf(a), ranksOf(b)];
  const middle = (x.length + 1) / 2;
  let [both, left, right] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    both += (x[i] - middle) * (y[i] - middle);
    left += (x[i] - middle) ** 2;
    right += (y[i] - middle) ** 2;
  }
  return left > 0 && right > 0 ? both / Math.sqrt(left * right) : null;
}
