/** A curve as positions in px. */
export type Path = readonly (readonly [number, number])[];

/**
 * Of many points keeps, for every pixel column, the first, lowest, highest and last, in their order:
 * the line drawn through them covers the same pixels as the line through all (Jugel et al., M4: A
 * Visualization-Oriented Time Series Data Aggregation, VLDB 2014). Nothing is smoothed.
 */
export function thinOut(path: Path): Path {
  const kept: (readonly [number, number])[] = [];
  for (let start = 0; start < path.length; ) {
    const column = Math.round(path[start][0]);
    let end = start;
    let [low, high] = [start, start];
    for (; end < path.length && Math.round(path[end][0]) === column; end++) {
      if (path[end][1] < path[low][1]) low = end;
      if (path[end][1] > path[high][1]) high = end;
    }
    const picks = [start, Math.min(low, high), Math.max(low, high), end - 1];
    for (const [i, pick] of picks.entries()) {
      if (i === 0 || pick !== picks[i - 1]) kept.push(path[pick]);
    }
    start = end;
  }
  return kept;
}
