import { expect, test } from 'vitest';
import { disagreement } from '../testing/agree';
import { linearCase } from '../testing/linear-cases';
import { seededRandom } from '../testing/samples';
import { linearKernel, linearLoop, linearWay, type LinearSpec } from './shared/linear-kernel';
import { quickLinear } from './shared/quick-linear';

test('products with everything at random', () => {
  const random = seededRandom(3);
  const size = (most: number) => 1 + Math.floor(random() * most);
  let fast = 0;
  for (let run = 0; run < 300; run++) {
    const batch = Array.from({ length: size(4) - 1 }, () => size(3));
    const { spec, data, writes, expected } = linearCase(
      { rows: size(20), inner: size(20), cols: size(20), batch },
      random,
    );
    for (const way of [linearLoop, quickLinear]) {
      const memory = data.map((values) => Float32Array.from(values));
      const run = way(spec, memory);
      if (!run) continue;
      if (way === quickLinear) fast++;
      run();
      run();
      const wrong = writes.map((w, i) =>
        disagreement(memory[w], expected[i], { abs: 1e-6, rel: 2e-6 }),
      );
      expect({ spec, wrong }).toEqual({ spec, wrong: writes.map(() => null) });
    }
  }
  expect(fast).toBeGreaterThan(50);
});

test('what is not finite comes out as by the plain loop, through every activation', () => {
  for (const act of ['none', 'relu', 'tanh', 'sigmoid'] as const) {
    const spec = { ...square(16), act };
    const a = new Float32Array(256).fill(1);
    const b = new Float32Array(256).fill(0.5);
    [Number.NaN, Infinity, -Infinity, 1e30, -1e30].forEach((bad, i) => {
      a[17 * i] = bad;
    });
    const [plain, fast] = [new Float32Array(256), new Float32Array(256)];
    linearLoop(spec, [a, b, plain])();
    quickLinear(spec, [a, b, fast])?.();
    expect(disagreement(fast, plain, { abs: 0, rel: 1e-6 })).toBe(null);
  }
});

test('the way is chosen by sizes', () => {
  const ways = [
    [1024, 1024, 1024],
    [512, 32, 32],
    [16, 4096, 512],
    [32, 32, 4],
    [64, 1024, 256],
  ].map(([rows, inner, cols]) => {
    const { way, side } = linearWay({ ...square(1), rows, inner, cols });
    return `${way} ${side}`;
  });
  expect(ways).toEqual(['tile 64', 'tile 32', 'sum 4', 'block 8', 'sum 4']);
});

test('the kernel says which entry point, and only what is not usual', () => {
  const kernel = linearKernel({ ...square(8), bias: {}, residual: {}, act: 'tanh', alpha: 0.5 });
  expect(kernel.entryPoint).toBe('biased_residual');
  expect(kernel.constants).toMatchObject({ rows: 8, cols: 8, inner: 8, activation: 2, alpha: 0.5 });
  expect(kernel.constants).not.toHaveProperty('c_offset');
});

test('groups that cannot be had are refused', () => {
  const group = [{ b: 0 }, { b: 64 }];
  const refused: [Partial<LinearSpec>, RegExp][] = [
    [{ group: [{ b: 0 }] }, /a group of 1 products/],
    [{ group: [{ b: 0 }, { b: 64, bias: 3 }] }, /some products of a group have a bias/],
    [{ group, residual: {} }, /no residual/],
  ];
  for (const [part, message] of refused) {
    expect(() => linearKernel({ ...square(8), ...part })).toThrow(message);
  }
});

function square(n: number): LinearSpec {
  return {
    rows: n,
    inner: n,
    cols: n,
    a: { row: n, inner: 1 },
    b: { inner: n, col: 1 },
    c: { row: n, col: 1 },
  };
}
