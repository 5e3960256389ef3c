/** Where a slider can stand: every step with a snapshot, and the present. */
export function positionsOf(steps: readonly number[], present: number): readonly number[] {
  return [...steps.filter((step) => step < present), present];
}

/**
 * Which positions have room for their step to be written below: the first and the last, and of those
 * between as many as do not touch, from the left.
 * @param widthOf room that a step's text takes, in px
 * @param width   length of the track, in px
 * @param gap     px between two texts
 */
export function labelledPositions(
  positions: readonly number[],
  widthOf: (step: number) => number,
  width: number,
  gap: number,
): readonly number[] {
  const last = positions.length - 1;
  const centre = (i: number): number => (last === 0 ? 0 : (i / last) * width);
  const half = (i: number): number => widthOf(positions[i]) / 2;
  const chosen = [0];
  for (let i = 1; i < last; i++) {
    const before = chosen[chosen.length - 1];
    const clear = centre(i) - half(i) >= centre(before) + half(before) + gap;
    if (clear && centre(i) + half(i) + gap <= centre(last) - half(last)) chosen.push(i);
  }
  return last > 0 ? [...chosen, last] : chosen;
}
