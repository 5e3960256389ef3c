import { expect, test, vi } from 'vitest';
import { remembering } from './remembering';

test('makes the same only once in a row, and tries again what has failed', async () => {
  const remember = remembering<number>();
  const make = vi.fn(async () => 1);
  expect(await remember('a', make)).toBe(1);
  expect(await remember('a', make)).toBe(1);
  expect(make).toHaveBeenCalledTimes(1);
  expect(await remember('b', async () => 2)).toBe(2);
  expect(await remember('a', make)).toBe(1);
  expect(make).toHaveBeenCalledTimes(2);
  await expect(remember('c', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  expect(await remember('c', async () => 3)).toBe(3);
});
