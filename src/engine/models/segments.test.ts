import { describe, expect, it } from 'vitest';
import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { ModelContext } from '../layers/context';
import { relativeAttention } from '../layers/relative-attention';
import { slice } from '../ops/slice';
import { input } from '../ops/source';
import { sum } from '../ops/sum';
import { evaluateGraph } from '../testing/evaluate';
import { distance, LayerBench, slopes, type Values } from '../testing/layer-bench';
import type { TensorData } from '../tensor/types';
import { BLOCKS } from './blocks';
import type { Purpose } from './block';

const [BATCH, SEGMENT, COUNT, WIDTH] = [2, 3, 4, 4];
const LENGTH = SEGMENT * COUNT;
const ROW = LENGTH * WIDTH;

interface Made {
  readonly segment?: number;
  readonly memory?: boolean;
  readonly layers?: number;
  readonly purpose?: Purpose;
  readonly batch?: number;
}

const bench = ({ segment = SEGMENT, batch = BATCH, purpose = 'train', ...given }: Made = {}) =>
  new LayerBench(
    (m, x) => {
      const settings = {
        layers: 2,
        heads: 2,
        memory: true,
        hidden: 5,
        dropout: 0,
        ...given,
        segment,
      };
      const call = { m, name: 'states', inputs: [x], settings, purpose };
      return BLOCKS.transformerXl.build(call) as Node;
    },
    [batch, LENGTH, WIDTH],
  );

/** Outputs of some segment of the first example. */
const part = (out: Float64Array, at: number, count = 1) =>
  out.slice(at * SEGMENT * WIDTH, (at + count) * SEGMENT * WIDTH);

/** The same numbers with the first position of a segment of the first example changed. */
function edited(values: Values, at: number): Values {
  const x = values.x.slice();
  for (let c = 0; c < WIDTH; c++) x[at * SEGMENT * WIDTH + c] += c + 1;
  return { ...values, x };
}

/** Which segments of the first example an edit in the first one changes, and whether others do. */
function changed(made: LayerBench): boolean[] {
  const values = made.values(3);
  const [before, after] = [made.read(values), made.read(edited(values, 0))];
  expect(distance(before.slice(ROW), after.slice(ROW))).toBe(0);
  return Array.from({ length: COUNT }, (_, at) => distance(part(before, at), part(after, at)) > 0);
}

describe('segments with a memory', () => {
  it('differ from segments alone from the second on, bit for bit', () => {
    const [xl, plain] = [bench(), bench({ memory: false })];
    const values = xl.values(1);
    expect(plain.m.parameters).toEqual(xl.m.parameters);
    const [one, other] = [xl.read(values), plain.read(values)];
    expect(part(one, 0)).toEqual(part(other, 0));
    for (let at = 1; at < COUNT; at++) {
      expect(distance(part(one, at), part(other, at))).toBeGreaterThan(1e-3);
    }
  });

  it('reach back one segment further with each layer', () => {
    expect(changed(bench({ layers: 1 }))).toEqual([true, true, false, false]);
    expect(changed(bench({ layers: 2 }))).toEqual([true, true, true, false]);
    expect(changed(bench({ layers: 3 }))).toEqual([true, true, true, true]);
    expect(changed(bench({ layers: 3, memory: false }))).toEqual([true, false, false, false]);
  });

  it('never see what comes later', () => {
    const made = bench();
    const values = made.values(5);
    const [before, after] = [made.read(values), made.read(edited(values, 2))];
    expect(part(before, 0, 2)).toEqual(part(after, 0, 2));
  });

  it('send no gradient into the memory', () => {
    const made = bench({ layers: 3 });
    const { b } = made;
    const second = slice(b, made.y, { axis: 1, start: SEGMENT, length: SEGMENT });
    // The sum of what is normalised over the width would not depend on it.
    const loss = sum(b, slice(b, second, { axis: 2, start: 0, length: 1 }));
    const gradient = appendGradients(b, loss, ['x']).get('x') as Node;
    const slope = made.run(made.values(7))(gradient);
    expect(part(slope, 0)).toEqual(new Float64Array(SEGMENT * WIDTH));
    expect(part(slope, 1).every((v) => v !== 0)).toBe(true);
    expect(part(slope, 2, 2)).toEqual(new Float64Array(2 * SEGMENT * WIDTH));
  });

  it('attend what relative attention attends in one segment after another', () => {
    const made = bench({ layers: 1, batch: 1, purpose: 'show' });
    const values = made.values(11);
    const read = made.run(values);
    const normed = read(made.b.get('states.0.norm1'));
    const patterns = read(made.b.get('states.0.attn.pattern'));
    for (let at = 1; at < COUNT; at++) {
      const b = new Builder();
      const x = input(b, [1, SEGMENT, WIDTH], { name: 'own' });
      const memory = input(b, [1, SEGMENT, WIDTH], { name: 'past' });
      const m = new ModelContext(b, false);
      const { pattern } = relativeAttention(m, 'states.0.attn', x, { heads: 2, memory });
      const given = { ...values, own: part(normed, at), past: part(normed, at - 1) };
      const results = evaluateGraph(b, given as unknown as Record<string, TensorData>, {
        double: true,
      });
      const expected = results.get(pattern.name) as unknown as Float64Array;
      const size = expected.length;
      expect(distance(patterns.slice(at * size, (at + 1) * size), expected)).toBeLessThan(1e-12);
    }
  });

  it('show the weights of the whole text in their places', () => {
    for (const memory of [true, false]) {
      const made = bench({ layers: 1, batch: 1, purpose: 'show', memory });
      const read = made.run(made.values(2));
      const node = made.b.get('states.0.attn.whole.pattern');
      expect(node.type.shape).toEqual([1, 2, LENGTH, LENGTH]);
      const whole = read(node);
      const each = read(made.b.get('states.0.attn.pattern'));
      const cols = memory ? 2 * SEGMENT : SEGMENT;
      for (let h = 0; h < 2; h++) {
        for (let q = 0; q < LENGTH; q++) {
          const at = Math.floor(q / SEGMENT);
          const first = (at + 1) * SEGMENT - cols;
          for (let k = 0; k < LENGTH; k++) {
            const row = (at * 2 + h) * SEGMENT + (q % SEGMENT);
            const seen = k >= first && k < first + cols;
            const expected = seen ? each[row * cols + k - first] : 0;
            expect(whole[(h * LENGTH + q) * LENGTH + k]).toBe(expected);
          }
        }
      }
    }
  });

  it('learn within a segment by gradients that agree with central differences', () => {
    // Without a memory nothing is kept from the gradient.
    const made = bench({ memory: false, layers: 1 });
    const values = made.values(9);
    for (const { name, computed, difference } of slopes(made, values, Object.keys(values))) {
      expect
        .soft(Math.abs(computed - difference), name)
        .toBeLessThan(1e-6 * (1 + Math.abs(difference)));
    }
  });

  it('refuse a length that segments do not fill', () => {
    expect(() => bench({ segment: 5 })).toThrow(/segments of 5 .* do not fill a sequence of 12/);
  });
});
