/** What shuffled weights say of attention. */
export type Verdict = 'quiet' | 'mixed' | 'loud';

/** An answer that moves by more than this, in total variation, has moved. */
const MOVED = 0.1;
/** Where fewer than this share of the answers have moved, attention hardly matters. */
const HARDLY = 0.1;

/**
 * How much an answer depends on which key has which weight: hardly; it moves; or it becomes another one
 * in most orders.
 * @param distances how far each answer moves
 * @param same how many of them leave the predicted class as it is
 */
export function verdictOf(distances: ArrayLike<number>, same: number): Verdict {
  const all = Array.from(distances);
  if (same < all.length / 2) return 'loud';
  return all.filter((distance) => distance > MOVED).length < HARDLY * all.length
    ? 'quiet'
    : 'mixed';
}
