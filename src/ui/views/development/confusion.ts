/** Classes that are right or answered somewhere: the others would be empty rows and columns. */
export function confusedClasses(counts: readonly number[], classes: number): readonly number[] {
  return Array.from({ length: classes }, (_, k) => k).filter((k) =>
    Array.from({ length: classes }, (_, j) => j).some(
      (j) => counts[k * classes + j] > 0 || counts[j * classes + k] > 0,
    ),
  );
}

/** Share of the answers to a class that were another; 0 where nobody asked for it. */
export function rowShare(
  counts: readonly number[],
  classes: number,
  right: number,
  answered: number,
): number {
  const row = counts.slice(right * classes, (right + 1) * classes);
  const sum = row.reduce((total, count) => total + count, 0);
  return sum === 0 ? 0 : row[answered] / sum;
}
