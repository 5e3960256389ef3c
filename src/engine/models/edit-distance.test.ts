import { expect, test } from 'vitest';
import { editDistance } from './edit-distance';

// The first is the textbook's: k→s, e→i, +g (Wagner & Fischer); the others by definition.
test.each([
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['abc', 'abc', 0],
  ['abcd', 'bcd', 1],
  ['flaw', 'lawn', 2],
])('from %j to %j it takes %i changes', (a, b, changes) => {
  expect(editDistance(Array.from(a), Array.from(b))).toBe(changes);
});
