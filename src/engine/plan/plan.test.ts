import { describe, expect, it } from 'vitest';
import { Builder } from '../graph/builder';
import { add } from '../ops/add';
import { reshape } from '../ops/reshape';
import { scale } from '../ops/scale';
import { input } from '../ops/source';
import { PlanError } from '../tensor/errors';
import { pack } from './pack';
import { makePlan } from './plan';
import { printPlan } from './print';
import type { Region } from './step';

const at = (buffer: string, length: number, offset = 0): Region => ({
  buffer,
  offset,
  length,
  dtype: 'f32',
});

/** x → a → b → c, each twice the one before. */
function chain() {
  const b = new Builder();
  const x = input(b, [4], { name: 'x' });
  const first = scale(b, x, 2, { name: 'a' });
  const second = scale(b, first, 2, { name: 'b' });
  const third = scale(b, second, 2, { name: 'c' });
  return { b, x, first, second, third };
}

describe('a plan', () => {
  it('orders only what the outputs need', () => {
    const { b, second } = chain();
    const plan = makePlan({
      graph: b,
      outputs: [second],
      placed: new Map([['x', at('x', 4)]]),
      keep: new Set(),
      prefix: 'p',
      fusions: [],
    });
    expect(plan.steps.map((step) => step.label)).toEqual(['a', 'b']);
  });

  it('lets a tensor share the memory of one that nobody reads any more', () => {
    const b = new Builder();
    let node = input(b, [4], { name: 'x' });
    for (let i = 0; i < 10; i++) node = scale(b, node, 2, { name: `t${i}` });
    const plan = makePlan({
      graph: b,
      outputs: [node],
      placed: new Map([['x', at('x', 4)]]),
      keep: new Set(),
      prefix: 'p',
      fusions: [],
    });
    // Two that take turns, and the output, which nobody may overwrite.
    expect(plan.buffers).toHaveLength(3);
    expect(plan.unshared).toBe(10 * 64);
  });

  it('gives every kept tensor memory of its own', () => {
    const { b, third } = chain();
    const plan = makePlan({
      graph: b,
      outputs: [third],
      placed: new Map([['x', at('x', 4)]]),
      keep: 'all',
      prefix: 'p',
      fusions: [],
    });
    expect(new Set(plan.buffers.map((buffer) => buffer.name)).size).toBe(3);
  });

  it('never writes a buffer that the same step reads', () => {
    const b = new Builder();
    const x = input(b, [4], { name: 'x' });
    let node = add(b, x, scale(b, x, 2));
    for (let i = 0; i < 20; i++) node = add(b, node, scale(b, node, i));
    const plan = makePlan({
      graph: b,
      outputs: [node],
      placed: new Map([['x', at('x', 4)]]),
      keep: new Set(),
      prefix: 'p',
      fusions: [],
    });
    for (const step of plan.steps) {
      const written = step.regions[step.writes[0]].buffer;
      const read = step.regions.filter((_, i) => !step.writes.includes(i)).map((r) => r.buffer);
      expect(read).not.toContain(written);
    }
  });

  it('computes a result right where it is wanted, also behind a view', () => {
    const b = new Builder();
    const x = input(b, [2, 2], { name: 'x' });
    const flat = reshape(b, scale(b, x, 3), [4], { name: 'wanted' });
    const place = at('parameters', 4, 128);
    const plan = makePlan({
      graph: b,
      outputs: [flat],
      placed: new Map([
        ['x', at('x', 4)],
        ['wanted', place],
      ]),
      keep: new Set(),
      prefix: 'p',
      fusions: [],
    });
    expect(plan.steps).toHaveLength(1);
    expect(plan.steps[0].regions[1]).toEqual(place);
  });

  it('copies a result that is wanted in two places of one buffer', () => {
    const b = new Builder();
    const x = input(b, [4], { name: 'x' });
    const y = scale(b, x, 3, { name: 'y' });
    const z = reshape(b, y, [4], { name: 'z' });
    const plan = makePlan({
      graph: b,
      outputs: [y, z],
      placed: new Map([
        ['x', at('x', 4)],
        ['y', at('out', 4, 0)],
        ['z', at('out', 4, 64)],
      ]),
      keep: new Set(),
      prefix: 'p',
      fusions: [],
    });
    const [computed, ...copies] = plan.steps.map(({ regions }) => regions);
    expect(copies.map(([, to]) => to)).toEqual([at('out', 4, 0), at('out', 4, 64)]);
    // From memory of its own: a dispatch may not read the buffer that it writes.
    for (const [source] of copies) expect(source).toEqual(computed[1]);
    expect(computed[1].buffer).not.toBe('out');
  });

  it('refuses a source without a place, naming it', () => {
    const { b, third } = chain();
    const request = {
      graph: b,
      outputs: [third],
      placed: new Map(),
      keep: new Set<string>(),
      prefix: 'p',
      fusions: [],
    };
    expect(() => makePlan(request)).toThrow(PlanError);
    expect(() => makePlan(request)).toThrow(/"x" comes from outside/);
  });

  it('can be printed with its dispatches and its memory', () => {
    const { b, third } = chain();
    const plan = makePlan({
      graph: b,
      outputs: [third],
      placed: new Map([['x', at('x', 4)]]),
      keep: new Set(),
      prefix: 'p',
      fusions: [],
    });
    const text = printPlan(plan);
    expect(text).toContain('scale:main');
    expect(text).toContain('3 dispatches');
  });
});

describe('packed tensors', () => {
  const shapes: [string, number[]][] = [
    ['a', [2, 3]],
    ['b', [65]],
    ['c', []],
  ];

  it('each start at a place that can be bound, in the given order', () => {
    const { length, part } = pack(shapes);
    const whole = at('all', length);
    expect(part(whole, 'a')).toEqual(at('all', 6, 0));
    expect(part(whole, 'b')).toEqual(at('all', 65, 64));
    expect(part(whole, 'c')).toEqual(at('all', 1, 192));
    expect(length).toBe(256);
  });

  it('refuse a tensor that is not among them', () => {
    expect(() => pack(shapes).part(at('all', 256), 'd')).toThrow(/"d" has no place/);
  });
});
