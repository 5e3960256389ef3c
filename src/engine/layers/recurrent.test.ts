import { describe, expect, test } from 'vitest';
import { Builder } from '../graph/builder';
import { input } from '../ops/source';
import { makePlan } from '../plan/plan';
import { sizeOf } from '../tensor/shape';
import { ModelContext } from './context';
import { recurrent } from './recurrent';

describe('recurrent layers', () => {
  const layer = (training: boolean, layers: number) => {
    const b = new Builder();
    const m = new ModelContext(b, training);
    const x = input(b, [3, 4, 2], { name: 'x', axes: ['B', 'T', 'C'] });
    const use = { kind: 'gru', hidden: 5, layers, bidirectional: true, dropout: 0.5 } as const;
    return { b, m, ...recurrent(m, 'rec', x, use) };
  };

  test('names its parameters, gates and states by path', () => {
    const { b, m, out, hn, cn } = layer(false, 2);
    const shapes = m.parameters.map(({ name, shape }) => `${name} ${shape.join('×')}`);
    expect(shapes).toEqual(
      [
        ['rec.0.forward', 2],
        ['rec.0.backward', 2],
        ['rec.1.forward', 10],
        ['rec.1.backward', 10],
      ].flatMap(([path, width]) => [
        `${path}.W ${width}×15`,
        `${path}.U 5×15`,
        `${path}.b 15`,
        `${path}.bRecurrent 15`,
      ]),
    );
    expect(out).toMatchObject({ name: 'rec.out', type: { shape: [3, 4, 10] } });
    expect(hn).toMatchObject({ name: 'rec.hn', type: { shape: [4, 3, 5] } });
    expect(cn).toBeUndefined();
    for (const slot of ['projected', 'r', 'z', 'n', 'm', 'h']) {
      expect(b.get(`rec.1.backward.${slot}`)).toMatchObject({ listed: true });
    }
    expect(b.get('rec.1.backward.z')).toMatchObject({
      kind: 'probability',
      axes: ['B', 'T', 'C'],
      type: { shape: [3, 4, 5] },
    });
  });

  test('computes no gate that nobody looks at', () => {
    const { b, m, out } = layer(false, 1);
    const sources = ['x', ...m.parameters.map(({ name }) => name)];
    const placed = new Map(
      sources.map((name) => {
        const length = sizeOf(b.get(name).type.shape);
        return [name, { buffer: name, offset: 0, length, dtype: 'f32' as const }];
      }),
    );
    const plan = makePlan({ graph: b, outputs: [out], placed, keep: new Set(), prefix: 'p' });
    // The states of both directions are read in their traces.
    expect(plan.steps.map(({ label }) => label)).toEqual([
      'rec.0.forward.projected',
      'rec.0.forward.trace',
      'rec.0.backward.projected',
      'rec.0.backward.trace',
      'rec.out',
    ]);
  });

  test('drops outputs only between layers and only in training', () => {
    const drops = (training: boolean, layers: number) =>
      layer(training, layers).b.nodes.filter(({ op }) => op.name === 'dropout').length;
    expect([drops(true, 1), drops(true, 3), drops(false, 3)]).toEqual([0, 2, 0]);
  });
});
