import { describe, expect, test } from 'vitest';
import { input } from '../ops/source';
import { buildModel } from './build';
import { givenAttention } from './given-attention';
import type { ModelSpec } from './spec';
import { stagesOf } from './stages';

function stages(spec: ModelSpec, fields: Record<string, readonly number[]>, ids: string[] = []) {
  const graph = buildModel(
    spec,
    (b) =>
      Object.fromEntries(
        Object.entries(fields).map(([name, shape]) => {
          const dtype = ids.includes(name) ? 'i32' : 'f32';
          const kind = name === 'mask' ? { kind: 'mask' as const } : {};
          return [name, input(b, shape, { name, dtype, ...kind })];
        }),
      ),
    'show',
  );
  return stagesOf(graph.b.nodes, graph.sections);
}

describe('stagesOf', () => {
  test('attention by hand: what is given first, masks and targets ahead of what reads them', () => {
    const options = { scaling: true, temperature: 1, softmaxAxis: 'keys', target: true } as const;
    const square = [3, 3];
    const fields = { q: square, k: square, v: square, mask: square, target: square };
    const [{ rows }] = stages(givenAttention(options), fields);
    expect(rows.map((row) => row.map(({ tensor }) => tensor))).toEqual([
      ['q', 'k', 'v'],
      ['scores', 'scaled', 'mask', 'masked', 'pattern'],
      ['out', 'target', 'loss'],
    ]);
    const formulas = Object.fromEntries(
      rows.flat().map(({ tensor, formula }) => [tensor, formula]),
    );
    expect(formulas).toMatchObject({
      q: '',
      scores: 'q\\,k^{\\top}',
      // √d of the width that there is.
      scaled: '\\text{scores}/\\sqrt{3}',
      pattern: '\\operatorname{softmax}(\\text{masked})',
      out: '\\text{pattern}\\,v',
    });
  });

  test('an LSTM: gates and states side by side, with the formula of each', () => {
    const spec: ModelSpec = {
      layers: [
        { layer: 'embedding', name: 'embed', from: 'tokens', vocabulary: 5, width: 2, limit: 1 },
        { layer: 'recurrent', name: 'states', from: 'embed', kind: 'lstm', hidden: 3 },
        { layer: 'position', name: 'last', from: 'states', at: -1 },
        { layer: 'linear', name: 'head', from: 'last', out: 2, as: 'logits', axis: 'K' },
      ],
      loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
    };
    const all = stages(spec, { tokens: [1, 4], target: [1] }, ['tokens', 'target']);
    // The last state and the scores are both about the prediction: one title.
    expect(all.map(({ id, kind }) => [id, kind])).toEqual([
      ['embedding', 'embedding'],
      ['states', 'recurrent'],
      ['head', 'head'],
    ]);
    const gates = all[1].rows.find((row) => row.length === 6) ?? [];
    expect(gates.map(({ tensor }) => tensor.split('.').at(-1))).toEqual([
      'i',
      'f',
      'g',
      'o',
      'c',
      'h',
    ]);
    expect(gates[4].formula).toBe('f\\odot c_{t-1}+i\\odot g');
    const head = all[2].rows.flat().map(({ tensor }) => tensor);
    expect(head).toEqual(['last', 'head.W', 'logits', 'probabilities', 'loss']);
  });
});
