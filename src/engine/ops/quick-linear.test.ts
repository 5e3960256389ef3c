import { expect, test } from 'vitest';
import { disagreement } from '../testing/agree';
import { linearCase } from '../testing/linear-cases';
import { normal, seededRandom } from '../testing/samples';
import { linearLoop, type LinearSpec } from './shared/linear-kernel';
import { quickLinear } from './shared/quick-linear';

test('products with everything at random', () => {
  const random = seededRandom(3);
  const size = (most: number) => 1 + Math.floor(random() * most);
  for (let run = 0; run < 300; run++) {
    const batch = Array.from({ length: size(4) - 1 }, () => size(3));
    const sizes = { rows: size(20), inner: size(20), cols: size(20), batch };
    const { spec, data, writes, expected } = linearCase(sizes, random);
    const memory = data.map((values) => Float32Array.from(values));
    const loop = quickLinear(spec, memory);
    if (spec.residual?.slope) {
      expect(loop).toBe(null);
      continue;
    }
    if (!loop) throw new Error('There is no WebAssembly.');
    loop();
    loop();
    const wrong = writes.map((w, i) =>
      disagreement(memory[w], expected[i], { abs: 1e-6, rel: 2e-6 }),
    );
    expect({ spec, wrong }).toEqual({ spec, wrong: writes.map(() => null) });
  }
});

test('what is not finite comes out as by the plain loop, in any memory order', () => {
  const random = seededRandom(4);
  const side = 17;
  const orders = [
    { inner: 1, outer: side },
    { inner: side, outer: 1 },
  ];
  for (const a of orders) {
    for (const b of orders) {
      for (const act of ['none', 'relu', 'tanh', 'sigmoid'] as const) {
        const spec: LinearSpec = {
          rows: side,
          inner: side,
          cols: side,
          act,
          a: { row: a.outer, inner: a.inner },
          b: { col: b.outer, inner: b.inner },
          c: { row: side, col: 1 },
        };
        const [left, right] = [0, 1].map(() =>
          Float32Array.from({ length: side * side }, () => normal(random)),
        );
        [Number.NaN, Infinity, -Infinity, 1e30, -1e30].forEach((bad, i) => {
          left[19 * i] = bad;
        });
        const [plain, quick] = [0, 1].map(() => new Float32Array(side * side));
        linearLoop(spec, [left, right, plain])();
        quickLinear(spec, [left, right, quick])?.();
        expect(disagreement(quick, plain, { abs: 0, rel: 2e-6 })).toBe(null);
      }
    }
  }
});
