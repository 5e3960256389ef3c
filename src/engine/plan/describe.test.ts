import { describe, expect, it } from 'vitest';
import { appendGradients } from '../autodiff/gradients';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { compile } from '../backends/compile';
import { Builder } from '../graph/builder';
import { add } from '../ops/add';
import { matmul } from '../ops/matmul';
import { mse } from '../ops/mse';
import { relu } from '../ops/relu';
import { input } from '../ops/source';
import { copyStep } from './copy';
import { describePlan } from './describe';
import { printPlan } from './print';

/** relu(x·W + b) against a target, with the gradient of W. */
async function dense() {
  const b = new Builder();
  const x = input(b, [8, 6], { name: 'x' });
  const w = input(b, [6, 10], { name: 'W' });
  const bias = input(b, [10], { name: 'b' });
  const target = input(b, [8, 10], { name: 'target' });
  const product = matmul(b, x, w, {}, { name: 'product' });
  const sum = add(b, product, bias, { name: 'sum' });
  const loss = mse(b, relu(b, sum, { name: 'hidden' }), target, { name: 'loss' });
  appendGradients(b, loss, ['W']);
  return (await compile(b, new CpuBackend(), ['loss', 'grad:W'])).plan;
}

describe('describePlan', () => {
  it('has a row for every dispatch, in order, by phase', async () => {
    const plan = await dense();
    const { rows } = describePlan(plan, [copyStep('states', place, place)]);
    expect(rows).toHaveLength(plan.steps.length + 1);
    const phases = rows.map(({ phase }) => phase);
    expect(phases[0]).toBe('forward');
    expect(phases.at(-1)).toBe('update');
    expect(phases).toEqual(phases.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    expect(rows.flatMap((row) => row.tensors)).toContain('loss');
  });

  it('calls a dispatch by the name of what is put in its place', async () => {
    const plan = await dense();
    const own = { buffer: 'gradients', offset: 64, length: 60, dtype: 'f32' } as const;
    const step = plan.steps[plan.steps.length - 1];
    const regions = step.regions.map((region, i) => (step.writes.includes(i) ? own : region));
    const { rows } = describePlan({
      ...plan,
      steps: [...plan.steps.slice(0, -1), { ...step, regions }],
      regions: new Map([...plan.regions, ['grad:W', own]]),
    });
    expect(rows.at(-1)).toMatchObject({ phase: 'backward', tensors: ['grad:W'] });
  });

  it('names what a dispatch computes on the way', async () => {
    const { rows } = describePlan(await dense());
    const product = rows.find(({ absorbed }) => absorbed.includes('product'));
    expect(product).toMatchObject({ phase: 'forward', shader: 'linear' });
    expect(product?.tensors).not.toContain('product');
  });

  it('counts the bytes that the printed plan tells', async () => {
    const plan = await dense();
    const { buffers, bytes, bytesUnshared } = describePlan(plan);
    expect(bytes).toBeLessThanOrEqual(bytesUnshared);
    expect(printPlan(plan)).toContain(
      `${buffers} buffers of ${(bytes / 1024).toFixed(1)} KiB ` +
        `(${(bytesUnshared / 1024).toFixed(1)} KiB without sharing)`,
    );
  });
});

const place = { buffer: 'states', offset: 0, length: 4, dtype: 'f32' } as const;
const order = ['forward', 'backward', 'update'];
