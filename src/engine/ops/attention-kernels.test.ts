import fc from 'fast-check';
import { expect, test } from 'vitest';
import { disagreement } from '../testing/agree';
import { AttentionBench, type AttentionCase } from '../testing/attention-cases';

const TOLERANCE = { abs: 1e-6, rel: 1e-5 };
const TENSORS = ['z', 'dq', 'dk', 'dv'] as const;

/** Where the loops differ from the graph. */
function errors(given: AttentionCase, way: 'reference' | 'fast'): string[] {
  const bench = new AttentionBench(given);
  let ran = 0;
  for (const kernel of bench.kernels) {
    const loop = kernel[way](bench.regions(kernel));
    const run = loop ?? kernel.reference(bench.regions(kernel));
    if (loop) ran++;
    // Twice, since a loop must not depend on what it left behind.
    run();
    run();
  }
  if (way === 'fast' && ran === 0) return [];
  return TENSORS.flatMap((name) => {
    const why = disagreement(bench.headwise(name), bench.expected[name], TOLERANCE);
    return why ? [`${given.title}: ${name}: ${why}`] : [];
  });
}

const size = (max: number) => fc.integer({ min: 1, max });
const cases = (longest: number) =>
  fc
    .record({
      loops: fc.oneof(
        fc.tuple(size(3)),
        fc.tuple(size(2), size(3)),
        fc.tuple(size(2), size(2), size(3)),
      ),
      shares: fc.boolean(),
      queries: size(longest),
      keys: size(longest),
      keyWidth: size(13),
      valueWidth: size(13),
      merged: fc.boolean(),
      masked: fc.option(fc.array(fc.boolean(), { minLength: 5, maxLength: 5 })),
      causal: fc.boolean(),
      seed: fc.nat(1000),
    })
    .map(
      ({ loops, shares, masked, ...rest }): AttentionCase => ({
        ...rest,
        title: 'random',
        loops,
        shared: shares ? [loops.length - 1] : [],
        mask: masked?.slice(5 - loops.length - 2),
      }),
    );

test.each(['reference', 'fast'] as const)('the %s loops give what the graph gives', (way) => {
  fc.assert(
    fc.property(cases(way === 'fast' ? 40 : 12), (given) => {
      expect(errors(given, way)).toEqual([]);
    }),
    { seed: 4, numRuns: 60 },
  );
});

const base = { loops: [2, 3], queries: 37, keys: 41, keyWidth: 8, valueWidth: 8 };

test.each([
  { ...base, title: 'logits up to ±10,000', whole: 60, keyWidth: 4 },
  { ...base, title: 'a masked row in every head', mask: [true, true, true, true] },
  { ...base, title: 'causal, with a mask of keys', mask: [true, false, false, true], causal: true },
  { ...base, title: 'heads side by side', merged: true, causal: true },
  { ...base, title: 'one query', queries: 1 },
  { ...base, title: 'one key', keys: 1 },
])('$title', (given) => {
  expect(errors(given, 'reference')).toEqual([]);
  expect(errors(given, 'fast')).toEqual([]);
});

const POISON = (['q', 'k', 'v', 'dz'] as const).flatMap((tensor) =>
  [Number.NaN, Infinity, -Infinity].map((value) => ({ tensor, value })),
);

test.each(POISON)('$value in $tensor spoils what it does in the graph', (poison) => {
  const given = { ...base, title: 'poisoned', mask: [true, false, true, true], poison };
  expect(errors(given, 'reference')).toEqual([]);
  expect(errors(given, 'fast')).toEqual([]);
});
