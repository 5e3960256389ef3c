import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TestGraph } from '../testing/test-graph';
import { normal, seededRandom } from '../testing/samples';
import { alibiBias } from './alibi';
import { causalMask } from './causal-mask';
import { relativeBuckets } from './relative-buckets';
import { relativeShift } from './relative-shift';
import { rotary, rotaryTable } from './rotary';
import { sinusoidalPositions } from './sinusoidal-positions';
import { windowMask } from './window-mask';

const runs = { seed: 5, numRuns: 40 };
const small = fc.integer({ min: 1, max: 6 });

describe('the window mask', () => {
  test('keeps a band around the diagonal', () => {
    const g = new TestGraph();
    const band = windowMask(g.b, { queries: 4, keys: 4, before: 1, after: 0 });
    expect(g.read(band)).toEqual([1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1]);
    const late = windowMask(g.b, { queries: 2, keys: 5, before: 1, after: 1, offset: 2 });
    expect(g.read(late)).toEqual([0, 1, 1, 1, 0, 0, 0, 1, 1, 1]);
  });

  test('without an end before and without a way ahead is the causal mask', () => {
    fc.assert(
      fc.property(small, small, (queries, keys) => {
        const g = new TestGraph();
        const band = windowMask(g.b, { queries, keys, before: queries, after: 0 });
        expect(g.read(band)).toEqual(g.read(causalMask(g.b, queries, keys)));
      }),
      runs,
    );
  });

  test('needs whole numbers', () => {
    const { b } = new TestGraph();
    expect(() => windowMask(b, { queries: 2, keys: 2, before: -1, after: 0 })).toThrow(
      /windowMask: the number of positions before is -1; it must be a whole number from 0 on/,
    );
  });
});

describe('ALiBi', () => {
  /** −bias of the neighbour, head by head. */
  const slopes = (heads: number) => {
    const g = new TestGraph();
    const bias = g.read(alibiBias(g.b, { heads, queries: 1, keys: 2 }));
    return Array.from({ length: heads }, (_, h) => -bias[2 * h + 1]);
  };

  test('has slopes of 1/2, 1/4, … for eight heads', () => {
    expect(slopes(8)).toEqual([1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64, 1 / 128, 1 / 256]);
  });

  test('fills up other numbers of heads from the slopes of the next power of two', () => {
    const more = [0.5, 1.5, 2.5, 3.5].map((power) => Math.fround(2 ** -power));
    expect(slopes(12)).toEqual([...slopes(8), ...more]);
    expect(slopes(3)).toEqual([1 / 16, 1 / 256, 1 / 4]);
    expect(slopes(1)).toEqual([1 / 256]);
  });

  test('grows with the distance, on both sides', () => {
    const g = new TestGraph();
    const bias = g.read(alibiBias(g.b, { heads: 1, queries: 3, keys: 3 }));
    expect(bias.map((v) => -256 * v + 0)).toEqual([0, 1, 2, 1, 0, 1, 2, 1, 0]);
  });
});

describe('relative buckets', () => {
  const row = (keys: number, bidirectional: boolean, query = 0) => {
    const g = new TestGraph();
    const attrs = { queries: query + 1, keys, buckets: 32, maxDistance: 128, bidirectional };
    return g.read(relativeBuckets(g.b, attrs)).slice(-keys);
  };

  test('of T5: 8 distances by themselves, then borders at 8·√2, 16, 16·√2, …, the last open', () => {
    const borders = [8, 12, 16, 23, 32, 46, 64, 91];
    const expected = (d: number) => (d < 8 ? d : 7 + borders.filter((from) => from <= d).length);
    const later = row(200, true);
    expect(later).toEqual(later.map((_, j) => (j === 0 ? 0 : 16 + expected(j))));
    const earlier = row(201, true, 200);
    expect(earlier).toEqual(earlier.map((_, j) => expected(200 - j)));
  });

  test('of a decoder: later keys share bucket 0', () => {
    expect(row(5, false, 2)).toEqual([2, 1, 0, 0, 0]);
  });

  test('are those of exact arithmetic, whatever the settings', () => {
    const settings = fc.record({
      buckets: fc.integer({ min: 2, max: 20 }),
      further: fc.integer({ min: 1, max: 60 }),
      distance: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(settings, ({ buckets, further, distance }) => {
        const exact = Math.floor(buckets / 2);
        const maxDistance = exact + further;
        const n = BigInt(buckets - exact);
        const [d, e, m] = [distance, exact, maxDistance].map(BigInt);
        // d is in group k or beyond when (d/e)^n ≥ (m/e)^k.
        let bucket = distance;
        if (distance >= exact) {
          bucket = exact;
          for (let k = 1n; k < n && d ** n * e ** k >= m ** k * e ** n; k++) bucket++;
        }
        const g = new TestGraph();
        const attrs = {
          queries: distance + 1,
          keys: 1,
          buckets,
          maxDistance,
          bidirectional: false,
        };
        expect(g.read(relativeBuckets(g.b, attrs))[distance]).toBe(bucket);
      }),
      runs,
    );
  });

  test('need enough buckets and distances', () => {
    const { b } = new TestGraph();
    const attrs = { queries: 2, keys: 2, buckets: 8, maxDistance: 10, bidirectional: true };
    expect(() => relativeBuckets(b, { ...attrs, buckets: 7 })).toThrow(/7 buckets.*an even number/);
    expect(() => relativeBuckets(b, { ...attrs, maxDistance: 2 })).toThrow(/largest distance is 2/);
  });
});

describe('relativeShift', () => {
  test('lets every query read its own window of distances', () => {
    const g = new TestGraph();
    // Distances i − j of 2, 1, 0, −1, −2 for three queries and keys.
    const x = g.f32([3, 5], [2, 1, 0, -1, -2, 2, 1, 0, -1, -2, 2, 1, 0, -1, -2]);
    const y = relativeShift(g.b, x);
    expect(g.read(y)).toEqual([0, -1, -2, 1, 0, -1, 2, 1, 0]);
    expect(g.gradient(y, x)).toEqual([0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0]);
  });

  test('says how many distances there must be', () => {
    const g = new TestGraph();
    expect(() => relativeShift(g.b, g.f32([3, 2], [1, 2, 3, 4, 5, 6]))).toThrow(
      /relativeShift: f32\[3,2\] has 2 distances for 3 queries; expected Tq \+ Tk − 1/,
    );
  });
});

describe('rotary positions', () => {
  const vector = (seed: number, length: number) => {
    const random = seededRandom(seed);
    return Array.from({ length }, () => normal(random));
  };

  test('multiply pairs, as complex numbers, by e^(i·t·θ)', () => {
    const g = new TestGraph();
    const x = vector(1, 12);
    const table = rotaryTable(g.b, { length: 3, width: 4, base: 100, start: 5 });
    const y = g.read(rotary(g.b, g.f32([3, 4], x), table));
    for (let t = 0; t < 3; t++) {
      // θ is 1 and 100^(−2/4) = 0.1.
      [t + 5, (t + 5) * 0.1].forEach((angle, k) => {
        const [re, im] = [x[4 * t + 2 * k], x[4 * t + 2 * k + 1]];
        expect(y[4 * t + 2 * k]).toBeCloseTo(re * Math.cos(angle) - im * Math.sin(angle), 5);
        expect(y[4 * t + 2 * k + 1]).toBeCloseTo(re * Math.sin(angle) + im * Math.cos(angle), 5);
      });
    }
  });

  test('by halves are those of neighbours in another order', () => {
    const g = new TestGraph();
    const x = vector(2, 18);
    const order = [0, 2, 4, 1, 3, 5];
    const halves = (values: readonly number[]) =>
      values.map((_, i) => values[i - (i % 6) + order[i % 6]]);
    const table = rotaryTable(g.b, { length: 3, width: 6 });
    const adjacent = g.read(rotary(g.b, g.f32([3, 6], x), table));
    const byHalves = g.read(rotary(g.b, g.f32([3, 6], halves(x)), table, { pairs: 'halves' }));
    expect(byHalves).toEqual(halves(adjacent));
  });

  const uses = fc.record({
    seed: fc.nat(),
    length: small,
    half: fc.integer({ min: 1, max: 4 }),
    rest: fc.nat({ max: 2 }),
    pairs: fc.constantFrom('adjacent' as const, 'halves' as const),
  });

  test('keep lengths, leave the rest of the width, and can be turned back', () => {
    fc.assert(
      fc.property(uses, ({ seed, length, half, rest, pairs }) => {
        const width = 2 * half + rest;
        const g = new TestGraph();
        const x = vector(seed, length * width);
        const table = rotaryTable(g.b, { length, width: 2 * half });
        const turned = rotary(g.b, g.f32([length, width], x), table, { pairs });
        const back = g.read(rotary(g.b, turned, table, { pairs, inverse: true }));
        const y = g.read(turned);
        x.forEach((v, i) => {
          expect(back[i]).toBeCloseTo(v, 5);
          if (i % width >= 2 * half) expect(y[i]).toBe(Math.fround(v));
        });
        for (let t = 0; t < length; t++) {
          const norm = (values: number[]) =>
            Math.hypot(...values.slice(t * width, (t + 1) * width));
          expect(norm(y)).toBeCloseTo(norm(x), 4);
        }
      }),
      runs,
    );
  });

  test('make products that depend on the distance alone', () => {
    fc.assert(
      fc.property(uses, fc.nat({ max: 50 }), ({ seed, half, pairs }, start) => {
        const width = 2 * half;
        const g = new TestGraph();
        const [q, k] = [vector(seed, width), vector(seed + 1, width)];
        const product = (at: number, other: number) => {
          const turn = (x: number[], position: number) =>
            g.read(
              rotary(
                g.b,
                g.f32([1, width], x),
                rotaryTable(g.b, { length: 1, width, start: position }),
                { pairs },
              ),
            );
          const b = turn(k, other);
          return turn(q, at).reduce((s, v, i) => s + v * b[i], 0);
        };
        expect(product(start + 3, start)).toBeCloseTo(product(3, 0), 4);
        expect(product(start, start + 2)).toBeCloseTo(product(0, 2), 4);
      }),
      runs,
    );
  });

  test('need pairs', () => {
    const { b } = new TestGraph();
    expect(() => rotaryTable(b, { length: 2, width: 5 })).toThrow(/width is 5; it must be even/);
  });
});

test('sinusoids of distances: those of −t are those of t with the sines turned round', () => {
  const g = new TestGraph();
  const ahead = g.read(sinusoidalPositions(g.b, 4, 6));
  const distances = g.read(sinusoidalPositions(g.b, 7, 6, { start: 3, step: -1 }));
  for (let t = -3; t <= 3; t++) {
    for (let c = 0; c < 6; c++) {
      const sign = c % 2 === 0 && t < 0 ? -1 : 1;
      expect(distances[(3 - t) * 6 + c]).toBeCloseTo(sign * ahead[Math.abs(t) * 6 + c], 7);
    }
  }
});
