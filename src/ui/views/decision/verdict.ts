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
  const moved = all.filter((distance) => distance > MOVED).length;
  // Where two classes are about as likely, another one may win although next to nothing has moved.
  if (moved < HARDLY * all.length) return 'quiet';
  return same < all.length / 2 ? 'loud' : 'mixed';
}
