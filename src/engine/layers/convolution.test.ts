import { describe, expect, test } from 'vitest';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { input } from '../ops/source';
import { GraphError } from '../tensor/errors';
import type { Shape } from '../tensor/types';
import { distance, LayerBench } from '../testing/layer-bench';
import { ModelContext } from './context';
import {
  conv1dLayer,
  conv2dLayer,
  convTranspose1dLayer,
  convTranspose2dLayer,
} from './convolution';

/** The shape that a layer makes of an input, and its parameters. */
function shapes(shape: Shape, layer: (m: ModelContext, x: Node) => Node) {
  const m = new ModelContext(new Builder(), true);
  const y = layer(m, input(m.b, shape, { name: 'x' }));
  return {
    name: y.name,
    out: y.type.shape,
    axes: y.axes.join(''),
    ...Object.fromEntries(m.parameters.map((p) => [p.name, p.shape])),
  };
}

describe('padding "same"', () => {
  test.each([1, 2, 3, 4, 5])('keeps maps and sequences under a kernel of %i', (kernel) => {
    const options = { features: 4, kernel, padding: 'same' } as const;
    expect(shapes([2, 3, 7, 6], (m, x) => conv2dLayer(m, 'conv', x, options))).toEqual({
      name: 'conv.out',
      out: [2, 4, 7, 6],
      axes: 'BFYX',
      'conv.W': [4, 3, kernel, kernel],
      'conv.b': [4],
    });
    const dilated = { ...options, dilation: 3, bias: false };
    expect(shapes([2, 3, 7], (m, x) => conv1dLayer(m, 'conv', x, dilated))).toEqual({
      name: 'conv.out',
      out: [2, 4, 7],
      axes: 'BFT',
      'conv.W': [4, 3, kernel],
    });
  });

  test('puts the odd zero at the end', () => {
    const bench = new LayerBench(
      (m, x) => conv1dLayer(m, 'conv', x, { features: 1, kernel: 2, padding: 'same' }),
      [1, 1, 4],
    );
    const values = { x: [1, 2, 3, 4], 'conv.W': [1, 10], 'conv.b': [0.5] };
    const y = bench.read(
      Object.fromEntries(Object.entries(values).map(([k, v]) => [k, Float64Array.from(v)])),
    );
    expect(distance(y, [21.5, 32.5, 43.5, 4.5])).toBe(0);
  });

  test('is refused with a stride', () => {
    const build = () =>
      shapes([1, 1, 4, 4], (m, x) =>
        conv2dLayer(m, 'conv', x, { features: 1, kernel: 3, stride: 2, padding: 'same' }),
      );
    expect(build).toThrow(GraphError);
    expect(build).toThrow(/conv: padding "same" with stride 2 × 2/);
  });
});

test('transposed layers have the channels first', () => {
  const double = { features: 6, kernel: 4, stride: 2, padding: 1, groups: 2 };
  expect(shapes([2, 4, 5, 3], (m, x) => convTranspose2dLayer(m, 'up', x, double))).toEqual({
    name: 'up.out',
    out: [2, 6, 10, 6],
    axes: 'BFYX',
    'up.W': [4, 3, 4, 4],
    'up.b': [6],
  });
  expect(shapes([2, 4, 5], (m, x) => convTranspose1dLayer(m, 'up', x, double))).toEqual({
    name: 'up.out',
    out: [2, 6, 10],
    axes: 'BFT',
    'up.W': [4, 3, 4],
    'up.b': [6],
  });
});

test('first weights are drawn by how many numbers make one', () => {
  const limits = (init: 'he' | 'glorot') => {
    const m = new ModelContext(new Builder(), true);
    const x = input(m.b, [1, 4, 5, 5], { name: 'x' });
    conv2dLayer(m, 'conv', x, { features: 6, kernel: 3, groups: 2, init });
    return m.parameters.map((p) => p.init);
  };
  expect(limits('he')).toEqual([
    { kind: 'uniform', limit: Math.sqrt(6 / 18) },
    { kind: 'constant', value: 0 },
  ]);
  expect(limits('glorot')[0]).toEqual({ kind: 'uniform', limit: Math.sqrt(6 / (18 + 27)) });
});

describe('what cannot be is refused', () => {
  const cases: [string, RegExp, object][] = [
    ['features', /conv: the number of features is 0/, { features: 0, kernel: 1 }],
    ['a kernel', /conv: the kernel along X is 1.5/, { features: 1, kernel: [1, 1.5] }],
    ['groups', /conv: 4 channels cannot be divided into 3 groups/, { features: 3, groups: 3 }],
  ];
  test.each(cases)('%s', (_, message, options) => {
    const build = () =>
      shapes([1, 4, 5, 5], (m, x) =>
        conv2dLayer(m, 'conv', x, { features: 1, kernel: 1, ...options }),
      );
    expect(build).toThrow(message);
  });
});
