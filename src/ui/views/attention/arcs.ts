/** A way from one word to another, as strong as its weight. */
export interface Arc {
  readonly query: number;
  readonly key: number;
  readonly weight: number;
}

/** What is pointed at: a query with all that it attends, or a key with all who attend it. */
export interface Side {
  readonly side: 'query' | 'key';
  readonly at: number;
}

/**
 * The arcs to draw: weights that reach the threshold, of what is pointed at, or all; the strongest last,
 * so that they lie on top.
 * @param data weights of one head from `offset` on, row after row
 */
export function arcsOf(
  data: ArrayLike<number>,
  { offset, rows, cols }: { readonly offset: number; readonly rows: number; readonly cols: number },
  threshold: number,
  pointed: Side | null,
): Arc[] {
  const found: Arc[] = [];
  for (let query = 0; query < rows; query++) {
    if (pointed?.side === 'query' && pointed.at !== query) continue;
    for (let key = 0; key < cols; key++) {
      if (pointed?.side === 'key' && pointed.at !== key) continue;
      const weight = data[offset + query * cols + key];
      if (weight > 0 && weight >= threshold) found.push({ query, key, weight });
    }
  }
  return found.sort((a, b) => a.weight - b.weight);
}

/** The path of an arc between two columns, in px; words are `line` px high. */
export function betweenColumns({ query, key }: Arc, line: number, width: number): string {
  const [y0, y1] = [(query + 0.5) * line, (key + 0.5) * line];
  return `M0,${y0}C${width / 2},${y0} ${width / 2},${y1} ${width},${y1}`;
}

/**
 * The path of an arc beside one column, starting at its edge: to the left (negative) for keys before the
 * query, to the right for later ones; a small loop to the left for itself.
 */
export function besideColumn({ query, key }: Arc, line: number, width: number): string {
  const [y0, y1] = [(query + 0.5) * line, (key + 0.5) * line];
  if (query === key) {
    const r = line * 0.28;
    return `M0,${y0 - r}A${r},${r} 0 1 0 0,${y0 + r}`;
  }
  const reach = Math.min(width, line * (0.6 + 0.55 * Math.abs(query - key)));
  const x = key < query ? -reach : reach;
  return `M0,${y0}C${x * 1.3},${y0} ${x * 1.3},${y1} 0,${y1}`;
}
