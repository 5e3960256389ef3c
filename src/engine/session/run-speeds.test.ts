import { expect, test } from 'vitest';
import { RunSpeeds } from './run-speeds';

test('each model has the speed of its own steps, once all are measured', () => {
  const speeds = new RunSpeeds(2);
  expect(speeds.perSecond).toEqual([]);
  speeds.add(0, 10, 50);
  expect(speeds.perSecond).toEqual([]);
  speeds.add(1, 10, 200);
  // 10 steps in 0.05 s, and in 0.2 s.
  expect(speeds.perSecond).toEqual([200, 50]);
  speeds.clear();
  expect(speeds.perSecond).toEqual([]);
});

test('what was measured more than a second ago counts less and less', () => {
  const speeds = new RunSpeeds(1);
  speeds.add(0, 100, 1200);
  // Half of it, and 40 steps in 400 ms: 90 steps in 1000 ms.
  speeds.add(0, 40, 400);
  expect(speeds.perSecond).toEqual([90]);
});

test('one chunk in eight is timed, and none of a model alone', () => {
  const several = new RunSpeeds(3);
  const timed = Array.from({ length: 17 }, () => several.next());
  expect(timed.flatMap((is, i) => (is ? [i] : []))).toEqual([0, 8, 16]);
  const alone = new RunSpeeds(1);
  expect(Array.from({ length: 9 }, () => alone.next())).not.toContain(true);
});
