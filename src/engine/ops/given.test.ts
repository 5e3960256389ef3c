import { describe, expect, it } from 'vitest';
import { ShapeError } from '../tensor/errors';
import { TestGraph } from '../testing/test-graph';
import { add } from './add';
import { gather } from './gather';
import { given } from './given';

describe('given numbers', () => {
  it('are repeated for every example', () => {
    const t = new TestGraph();
    expect(t.read(given(t.b, [2, 1, 3], [1, -2, 0.5]))).toEqual([1, -2, 0.5, 1, -2, 0.5]);
    expect(t.read(given(t.b, [2, 2], [1, 2, 3, 4]))).toEqual([1, 2, 3, 4]);
    expect(t.read(given(t.b, [], [-Infinity]))).toEqual([-Infinity]);
  });

  it('can be indices', () => {
    const t = new TestGraph();
    const x = t.f32([1, 3], [10, 20, 30]);
    const index = given(t.b, [1, 3], [2, 0, 1], { dtype: 'i32' });
    expect(t.read(gather(t.b, x, index, { axis: -1 }))).toEqual([30, 10, 20]);
  });

  it('let gradients pass by', () => {
    const t = new TestGraph();
    const x = t.f32([2, 2], [1, 2, 3, 4]);
    const y = add(t.b, x, given(t.b, [2, 2], [7, 8]));
    expect(t.read(y)).toEqual([8, 10, 10, 12]);
    expect(t.gradient(y, x, [1, 2, 3, 4])).toEqual([1, 2, 3, 4]);
  });

  it('must fill the shape', () => {
    const t = new TestGraph();
    expect(() => given(t.b, [2, 3], [1, 2, 3, 4])).toThrow(ShapeError);
    expect(() => given(t.b, [2, 3], [])).toThrow('got 0 numbers for shape [2,3]; expected 6');
  });
});
