import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { abs } from '../ops/abs';
import { add } from '../ops/add';
import { matmul } from '../ops/matmul';
import { input } from '../ops/source';

import { FUSED_MODELS, runModel } from '../testing/fused-models';
import { makePlan } from './plan';
import type { Region } from './step';

const SIZE = 4;

/** A plan over square matrices of one buffer, sources and what is `put` somewhere. */
function planOf(
  outputs: (b: Builder, sources: readonly Node[]) => Node[],
  { sources = 4, offsets = [0, 64, 128, 192], keep = [] as string[] } = {},
) {
  const b = new Builder();
  const given = Array.from({ length: sources }, (_, i) =>
    input(b, [SIZE, SIZE], { name: `W${i}` }),
  );
  const region = (buffer: string, offset: number): Region => ({
    buffer,
    offset,
    length: SIZE * SIZE,
    dtype: 'f32',
  });
  return makePlan({
    graph: b,
    outputs: outputs(b, given),
    placed: new Map(given.map(({ name }, i) => [name, region('weights', offsets[i])])),
    keep: new Set(keep),
    prefix: 'p',
  });
}

describe('units side by side', () => {
  it('are one dispatch where they are alike, others between them waiting', () => {
    const plan = planOf((b, [x, u, v]) => {
      const first = abs(b, abs(b, matmul(b, x, u, {}, { name: 'first' })));
      return [first, matmul(b, x, v, {}, { name: 'second' })];
    });
    expect(plan.steps.map(({ label }) => label)).toContain('first, second');
  });

  it('stay apart where one needs the other', () => {
    const plan = planOf((b, [x, u]) => {
      const first = matmul(b, x, u, {}, { name: 'first' });
      return [matmul(b, abs(b, abs(b, first)), u, {}, { name: 'second' })];
    });
    expect(plan.steps).toHaveLength(4);
  });
});

describe('products that are added up', () => {
  const build = (b: Builder, [x, u, v, w]: readonly Node[]) => {
    const [p, q, r] = [1, 2, 3].map((i) => abs(b, abs(b, x), { name: `t${i}` }));
    const two = add(b, matmul(b, p, u), matmul(b, q, v), { name: 'two' });
    return [add(b, two, matmul(b, r, w), { name: 'three' })];
  };

  it('are one where their operands lie at regular distances', () => {
    const { steps } = planOf(build);
    const last = steps[steps.length - 1];
    expect(last).toMatchObject({ label: 'three' });
    expect(last.kernel.constants).toMatchObject({ terms: 3, a_term: 64, b_term: 64 });
    expect(last.absorbed).toContain('two');
  });

  it('are several where they do not, or a sum is wanted by itself', () => {
    for (const use of [{ offsets: [0, 64, 128, 256] }, { keep: ['two'] }]) {
      const { steps } = planOf(build, use);
      expect(steps.filter(({ kernel }) => kernel.constants.terms === 3)).toEqual([]);
    }
  });
});

describe.each(FUSED_MODELS)('$name', (model) => {
  it('never writes a buffer that the same dispatch reads', async () => {
    const { plan } = await runModel(new CpuBackend(), model, undefined);
    for (const { label, regions, writes } of plan.steps) {
      const written = new Set(writes.map((i) => regions[i].buffer));
      const read = regions.filter((_, i) => !writes.includes(i)).map(({ buffer }) => buffer);
      expect({ label, both: read.filter((name) => written.has(name)) }).toEqual({
        label,
        both: [],
      });
      expect(regions.length).toBeLessThanOrEqual(8);
    }
  });
});

it('both directions of a recurrent layer are one dispatch, forward and backward', async () => {
  const model = FUSED_MODELS.find(({ name }) => name.startsWith('attention over a recurrent'));
  if (!model) throw new Error('The model is gone.');
  const { plan } = await runModel(new CpuBackend(), model, undefined);
  const walks = plan.steps.filter(({ kernel }) => kernel.shader.startsWith('lstm'));
  expect(walks.map(({ kernel }) => [kernel.shader, kernel.constants.walks])).toEqual([
    ['lstm', 2],
    ['lstm-grad', 2],
  ]);
  expect(plan.steps.filter(({ kernel }) => kernel.shader === 'previous-state')).toEqual([]);
});
