import { describe, expect, test } from 'vitest';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { causalMask } from '../ops/causal-mask';
import { correct } from '../ops/correct';
import { embedding } from '../ops/embedding';
import { matmul } from '../ops/matmul';
import { mean } from '../ops/mean';
import { mul } from '../ops/mul';
import { override } from '../ops/override';
import { relu } from '../ops/relu';
import { input, parameter } from '../ops/source';
import { sum } from '../ops/sum';
import { GraphError } from '../tensor/errors';
import { evaluateGraph } from '../testing/evaluate';
import { appendGradients } from './gradients';

/** Gradients of a loss with respect to named sources, as plain numbers. */
function gradientsOf(
  b: Builder,
  loss: Node,
  values: Readonly<Record<string, readonly number[]>>,
): Record<string, number[]> {
  const names = Object.keys(values);
  const gradients = appendGradients(b, loss, names);
  const data = names.map((name) => {
    const Data = b.get(name).type.dtype === 'f32' ? Float32Array : Int32Array;
    return [name, Data.from(values[name])] as const;
  });
  const results = evaluateGraph(b, Object.fromEntries(data));
  return Object.fromEntries(
    [...gradients]
      .filter(([name]) => names.includes(name))
      .map(([name, node]) => [name, Array.from(results.get(node.name) ?? [])]),
  );
}

describe('gradients calculated by hand', () => {
  test('of a weighted sum of two numbers', () => {
    const b = new Builder();
    const x = input(b, [2], { name: 'x' });
    const w = parameter(b, [2], { name: 'w' });
    // L = x₁w₁ + x₂w₂, so ∂L/∂x = w and ∂L/∂w = x.
    const loss = sum(b, mul(b, x, w));
    expect(gradientsOf(b, loss, { x: [3, -2], w: [0.5, 4] })).toEqual({ x: [0.5, 4], w: [3, -2] });
  });

  test('of a matrix product', () => {
    const b = new Builder();
    const x = input(b, [2, 2], { name: 'x' });
    const w = parameter(b, [2, 1], { name: 'w' });
    const u = input(b, [2, 1], { name: 'u' });
    // y = [1·5 + 2·6, 3·5 + 4·6] and L = 10·y₁ + 100·y₂.
    // ∂L/∂x = u·wᵀ = [[10·5, 10·6], [100·5, 100·6]]
    // ∂L/∂w = xᵀ·u = [1·10 + 3·100, 2·10 + 4·100]
    const loss = sum(b, mul(b, matmul(b, x, w), u));
    const got = gradientsOf(b, loss, { x: [1, 2, 3, 4], w: [5, 6], u: [10, 100] });
    expect(got.x).toEqual([50, 60, 500, 600]);
    expect(got.w).toEqual([310, 420]);
    expect(got.u).toEqual([17, 39]);
  });

  test('of a bias that every row shares: the sum over the rows', () => {
    const b = new Builder();
    const x = input(b, [3, 2], { name: 'x' });
    const bias = parameter(b, [2], { name: 'bias' });
    const u = input(b, [3, 2], { name: 'u' });
    const loss = sum(b, mul(b, add(b, x, bias), u));
    const got = gradientsOf(b, loss, {
      x: [0, 0, 0, 0, 0, 0],
      bias: [0, 0],
      u: [1, 2, 3, 4, 5, 6],
    });
    expect(got.bias).toEqual([1 + 3 + 5, 2 + 4 + 6]);
  });

  test('of a mean behind a ReLU: 1/n where the value is positive', () => {
    const b = new Builder();
    const x = input(b, [4], { name: 'x' });
    const loss = mean(b, relu(b, x));
    expect(gradientsOf(b, loss, { x: [1, -1, 0, 2] }).x).toEqual([0.25, 0, 0, 0.25]);
  });

  test('stop at the cells that a person has replaced', () => {
    const b = new Builder();
    const x = input(b, [3], { name: 'x' });
    const mask = input(b, [3], { name: 'mask' });
    const values = input(b, [3], { name: 'values' });
    const u = input(b, [3], { name: 'u' });
    const loss = sum(b, mul(b, override(b, x, mask, values), u));
    const got = gradientsOf(b, loss, {
      x: [1, 2, 3],
      mask: [0, 1, 0],
      values: [7, 8, 9],
      u: [10, 20, 30],
    });
    expect(got.x).toEqual([10, 0, 30]);
    expect(got.values).toEqual([0, 20, 0]);
    expect(got.u).toEqual([1, 8, 3]);
    expect(got).not.toHaveProperty('mask');
  });
});

describe('a tensor that is used several times', () => {
  test('gets the sum of what each use asks for', () => {
    const b = new Builder();
    const x = input(b, [2], { name: 'x' });
    // L = Σ x² + x·x·x, written with five uses of x: ∂L/∂x = 2x + 3x².
    const square = mul(b, x, x);
    const loss = sum(b, add(b, mul(b, x, x), mul(b, square, x)));
    expect(gradientsOf(b, loss, { x: [2, -3] }).x).toEqual([4 + 12, -6 + 27]);
  });

  test('gets it at every tensor on the way too', () => {
    const b = new Builder();
    const x = input(b, [2], { name: 'x' });
    const y = add(b, x, x, { name: 'y' });
    // L = Σ y² with y = 2x: ∂L/∂y = 2y = 4x, ∂L/∂x = 8x.
    const loss = sum(b, mul(b, y, y), {}, { name: 'loss' });
    const gradients = appendGradients(b, loss, 'all');
    const results = evaluateGraph(b, { x: Float32Array.of(1, -2) });
    const read = (name: string) => Array.from(results.get(gradients.get(name)?.name ?? '') ?? []);
    expect(read('loss')).toEqual([1]);
    expect(read('y')).toEqual([4, -8]);
    expect(read('x')).toEqual([8, -16]);
  });
});

describe('gradients as tensors of the graph', () => {
  test('are named after their tensor and look like it', () => {
    const b = new Builder();
    const x = input(b, [2, 3], { name: 'encoder.x', axes: ['B', 'T'], kind: 'probability' });
    const gradients = appendGradients(b, sum(b, mul(b, x, x)), ['encoder.x']);
    const gradient = gradients.get('encoder.x');
    expect(gradient).toBe(b.get('grad:encoder.x'));
    expect(gradient).toMatchObject({
      role: 'gradient',
      listed: true,
      axes: ['B', 'T'],
      kind: 'signed',
      type: { dtype: 'f32', shape: [2, 3] },
    });
  });

  test('leave their helpers unlisted, in the role of gradients', () => {
    const b = new Builder();
    const x = input(b, [2, 3], { name: 'x' });
    const loss = sum(b, mul(b, x, x), {}, { name: 'loss' });
    appendGradients(b, loss, ['x']);
    const appended = b.nodes.slice(loss.id + 1);
    expect(appended.every((node) => node.role === 'gradient')).toBe(true);
    const listed = appended.filter((node) => node.listed).map((node) => node.name);
    expect(listed).toEqual(['grad:loss', 'grad:x']);
    expect(b.defaultRole).toBe('activation');
  });

  test('are only those that were asked for and what lies on the way to them', () => {
    const b = new Builder();
    const x = input(b, [2], { name: 'x' });
    const w = parameter(b, [2], { name: 'w' });
    const aside = parameter(b, [2], { name: 'aside' });
    const y = mul(b, x, w, { name: 'y' });
    mul(b, aside, aside, { name: 'unused' });
    const gradients = appendGradients(b, sum(b, y, {}, { name: 'loss' }), ['w', 'aside']);
    expect([...gradients.keys()]).toEqual(['loss', 'y', 'w']);
    expect(b.find('grad:x')).toBeUndefined();
    expect(b.find('grad:aside')).toBeUndefined();
  });

  test('pass by what holds whole numbers', () => {
    const b = new Builder();
    const table = parameter(b, [3, 2], { name: 'table' });
    const ids = input(b, [2], { name: 'ids', dtype: 'i32' });
    const loss = sum(b, embedding(b, table, ids));
    const got = gradientsOf(b, loss, { table: [0, 0, 0, 0, 0, 0], ids: [2, 2] });
    expect(got).toEqual({ table: [0, 0, 0, 0, 2, 2] });
  });
});

describe('what cannot be differentiated is refused by name', () => {
  test('a loss that is no scalar', () => {
    const b = new Builder();
    const x = input(b, [2], { name: 'x' });
    const y = mul(b, x, x, { name: 'y' });
    expect(() => appendGradients(b, y, ['x'])).toThrow(GraphError);
    expect(() => appendGradients(b, y, ['x'])).toThrow(/"y" has shape \[2\].*mean or sum/);
  });

  test('a loss that only counts', () => {
    const b = new Builder();
    const logits = input(b, [2, 3], { name: 'logits' });
    const target = input(b, [2], { name: 'target', dtype: 'i32' });
    const accuracy = correct(b, logits, target, {}, { name: 'accuracy' });
    expect(() => appendGradients(b, accuracy, 'all')).toThrow(
      '"accuracy" has no gradient: correct is not differentiable (it counts).',
    );
  });

  test('but a constant mask in between stops nothing', () => {
    const b = new Builder();
    const x = input(b, [2, 2], { name: 'x' });
    const loss = sum(b, mul(b, x, causalMask(b, 2, 2)));
    expect(gradientsOf(b, loss, { x: [1, 2, 3, 4] }).x).toEqual([1, 0, 1, 1]);
  });
});
