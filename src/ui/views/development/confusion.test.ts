import { expect, test } from 'vitest';
import { confusedClasses, rowShare } from './confusion';

// Class 0 was right 4 times, 3 of them answered; class 1 was never asked for, but answered once;
// class 2 takes no part.
const counts = [3, 1, 0, 0, 0, 0, 0, 0, 0];

test('classes that are never right nor answered are left out', () => {
  expect(confusedClasses(counts, 3)).toEqual([0, 1]);
});

test('shares are of the row', () => {
  expect(rowShare(counts, 3, 0, 0)).toBe(0.75);
  expect(rowShare(counts, 3, 0, 1)).toBe(0.25);
  expect(rowShare(counts, 3, 1, 1)).toBe(0);
});
