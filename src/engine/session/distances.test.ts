import { expect, it } from 'vitest';
import { countByDistance } from './distances';

it('counts right answers by distance, without what was not asked', () => {
  const distance = [3, 1, 0, 3, 1, 2];
  const target = [0, 2, -1, 1, 2, 0];
  const classes = [0, 2, 0, 0, 1, 0];
  const losses = [0.5, 0.25, 9, 1.5, 0.75, 2];
  expect(countByDistance(distance, target, { classes, losses })).toEqual([
    { distance: 1, asked: 2, accuracy: 0.5, loss: 0.5 },
    { distance: 2, asked: 1, accuracy: 1, loss: 2 },
    { distance: 3, asked: 2, accuracy: 0.5, loss: 1 },
  ]);
});
