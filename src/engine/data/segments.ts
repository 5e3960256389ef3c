/** Segments in a text that is read one after another; even, so that a segment may also be twice as long. */
export const SEGMENTS = 6;

/** How the places that a segment attends are called: with a memory before it, or in one of twice the length. */
export function placesOf(segment: number): Readonly<Record<'memory' | 'alone', string[]>> {
  const own = Array.from({ length: 2 * segment }, (_, i) => String(i + 1));
  const before = own.slice(0, segment).reverse();
  const memory = [...before.map((n) => `−${n}`), ...own.slice(0, segment)];
  const over = (names: readonly string[], times: number) =>
    Array.from({ length: times }, () => names).flat();
  return { memory: over(memory, SEGMENTS), alone: over(own, SEGMENTS / 2) };
}
