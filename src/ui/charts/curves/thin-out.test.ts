import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinOut } from './thin-out';

describe('thinOut', () => {
  it('keeps a curve with a point per pixel as it is', () => {
    const path = [
      [0, 3],
      [1, 1],
      [2, 2],
    ] as const;
    expect(thinOut(path)).toEqual(path);
  });

  it('keeps first, lowest, highest and last of a pixel column, in their order', () => {
    const path = [
      [0, 2],
      [0.1, 9],
      [0.2, 5],
      [0.3, 1],
      [0.4, 3],
    ] as const;
    expect(thinOut(path)).toEqual([path[0], path[1], path[3], path[4]]);
  });

  it('never leaves out an extreme, and keeps at most four points per column', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { maxLength: 200 }),
        (ys) => {
          const path = ys.map((y, i) => [i / 20, y] as const);
          const thin = thinOut(path);
          expect(thin.length).toBeLessThanOrEqual(4 * 11);
          expect(Math.max(...thin.map((p) => p[1]))).toBe(Math.max(...ys));
          expect(Math.min(...thin.map((p) => p[1]))).toBe(Math.min(...ys));
        },
      ),
    );
  });
});
