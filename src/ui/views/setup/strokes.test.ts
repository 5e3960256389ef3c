import { expect, test } from 'vitest';
import { fitted } from './picture-file';
import { blockMeans } from './strokes';

test('a pad becomes the means of its blocks', () => {
  // 4×4 pixels of RGBA whose red counts, in blocks of 2×2.
  const red = [0, 255, 10, 20, 255, 255, 30, 40, 0, 0, 1, 2, 0, 0, 3, 255];
  const data = red.flatMap((value) => [value, 99, 99, 255]);
  expect([...blockMeans(data, 4, 2)]).toEqual([191, 25, 0, 65]);
});

test('a picture keeps its shape when it is made smaller, and is not enlarged', () => {
  expect(fitted(640, 320)).toEqual({ width: 64, height: 32 });
  expect(fitted(10, 3000)).toEqual({ width: 1, height: 64 });
  expect(fitted(20, 30)).toEqual({ width: 20, height: 30 });
});
