import { describe, expect, it } from 'vitest';
import type { Recurrence } from '../../../engine/session/client';
import { equationOf } from './cell-equations';
import { cellValues, positionBefore } from './cell-values';
import { cursorOf } from './cursor';
import { diagramOf } from './diagram-layout';
import { scaleOfNorms } from './norm-scale';
import { unitsAbove } from './select-units';

const layer = (of: Partial<Recurrence>): Recurrence => ({
  path: 'l',
  kind: 'lstm',
  activation: null,
  reverse: false,
  steps: 2,
  hidden: 1,
  parts: ['i', 'f', 'g', 'o', 'c', 'h'].map((part) => `l.${part}`),
  projected: 'l.projected',
  weights: 'l.U',
  bias: null,
  h0: null,
  c0: null,
  keep: null,
  total: 'total:l.h',
  ...of,
});

describe('cellValues', () => {
  it('has every number of an LSTM cell', () => {
    const values: Record<string, number[]> = {
      'l.projected': [9, 9, 9, 9, 0.5, -1, 2, 0],
      'l.U': [2, 4, -2, 1],
      'l.i': [9, 0.6],
      'l.f': [9, 0.25],
      'l.g': [9, -0.5],
      'l.o': [9, 0.75],
      'l.c': [0.8, -0.1],
      'l.h': [0.5, -0.07],
    };
    const v = cellValues(layer({}), 1, 0, (name) => values[name]);
    // h before is 0.5: 0.5 + 0.5·2, −1 + 0.5·4, 2 − 0.5·2, 0 + 0.5·1.
    expect([v?.['pre.i'], v?.['pre.f'], v?.['pre.g'], v?.['pre.o']]).toEqual([1.5, 1, 1, 0.5]);
    expect([v?.['before.c'], v?.['before.h']]).toEqual([0.8, 0.5]);
    expect(v?.fc).toBeCloseTo(0.2, 12);
    expect(v?.ig).toBeCloseTo(-0.3, 12);
    expect(v?.tanhc).toBeCloseTo(Math.tanh(-0.1), 12);
    if (!v) throw new Error('There are no values.');
    expect(equationOf({ kind: 'lstm', activation: null }, 'c', v)).toBe(
      '0.25 · 0.8 + 0.6 · (−0.5) = 0.2 + (−0.3) = −0.1',
    );
    expect(equationOf({ kind: 'lstm', activation: null }, 'i', v)).toBe(
      'σ(0.5 + 1) = σ(1.5) = 0.6',
    );
  });

  it('has those of a GRU that walks backwards from states that are given', () => {
    const gru = layer({
      kind: 'gru',
      reverse: true,
      hidden: 2,
      parts: ['l.r', 'l.z', 'l.n', 'l.h'],
      bias: 'l.b',
      h0: 'h0',
    });
    const values: Record<string, number[]> = {
      'l.projected': [...Array(6).fill(0), 0.1, 0, 0.2, 0, 0.3, 0],
      // Columns r r z z n n; rows the units before.
      'l.U': [1, 0, 2, 0, 3, 0, 10, 0, 20, 0, 30, 0],
      'l.b': [0.5, 0, 0, 0, 1, 0],
      'l.r': [0, 0, 0.5, 0],
      'l.z': [0, 0, 0.25, 0],
      'l.n': [0, 0, 0.8, 0],
      'l.h': [0, 0, 0.7, 0],
      h0: [0.4, 0.01],
    };
    const v = cellValues(gru, 1, 0, (name) => values[name]);
    // r: 0.4·1 + 0.01·10 + 0.5 = 1; n: 0.4·3 + 0.01·30 + 1 = 2.5, by r = 0.5.
    expect(v?.['u.r']).toBeCloseTo(1, 12);
    expect(v?.m).toBeCloseTo(2.5, 12);
    expect(v?.['pre.n']).toBeCloseTo(0.3 + 1.25, 12);
    expect(v?.zh).toBeCloseTo(0.1, 12);
    expect(v?.zn).toBeCloseTo(0.6, 12);
  });

  it('waits for values of the right size', () => {
    expect(cellValues(layer({}), 0, 0, () => undefined)).toBeNull();
    expect(cellValues(layer({}), 0, 0, () => [1])).toBeNull();
  });

  it('has a number for every place in the diagrams', () => {
    const parts = {
      lstm: ['i', 'f', 'g', 'o', 'c', 'h'],
      gru: ['r', 'z', 'n', 'h'],
      rnn: ['h'],
    } as const;
    const blocks = { lstm: 4, gru: 3, rnn: 1 } as const;
    for (const kind of ['lstm', 'gru', 'rnn'] as const) {
      const own = layer({ kind, parts: parts[kind].map((part) => `l.${part}`) });
      const width = (name: string): number =>
        name === 'l.projected' ? 2 * blocks[kind] : name === 'l.U' ? blocks[kind] : 2;
      const v = cellValues(own, 1, 0, (name) => Array(width(name)).fill(0.5));
      for (const { key } of diagramOf(own).chips) expect(v?.[key]).toEqual(expect.any(Number));
    }
  });
});

describe('positionBefore', () => {
  it('goes by the direction of the walk', () => {
    expect(positionBefore(layer({}), 1)).toBe(0);
    expect(positionBefore(layer({}), 0)).toBeNull();
    expect(positionBefore(layer({ reverse: true }), 0)).toBe(1);
    expect(positionBefore(layer({ reverse: true }), 1)).toBeNull();
  });
});

describe('cursorOf', () => {
  it('knows the cells of the layer and no others', () => {
    const own = layer({ hidden: 3 });
    expect(cursorOf(own, { tensor: 'l.c', cell: [0, 1, 2] })).toEqual({ t: 1, unit: 2 });
    expect(cursorOf(own, { tensor: 'total:l.h', cell: [0, 0, 1] })).toEqual({ t: 0, unit: 1 });
    expect(cursorOf(own, { tensor: 'other.c', cell: [0, 1, 2] })).toBeNull();
    expect(cursorOf(own, { tensor: 'l.c', cell: null })).toBeNull();
    expect(cursorOf(own, { tensor: 'l.c', cell: [0, 2, 0] })).toBeNull();
  });
});

describe('unitsAbove', () => {
  // Two units at four positions: 0, 0.5, 0.6, 0.1 and 0.5, 0.5, 0.5, 0.5.
  const states = [0, 0.5, 0.5, 0.5, 0.6, 0.5, 0.1, 0.5];

  it('takes units that stay above for the whole span', () => {
    expect(unitsAbove(states, 2, { from: 1, to: 2 }, 0.4, false)).toEqual([0, 1]);
    expect(unitsAbove(states, 2, { from: 0, to: 2 }, 0.4, false)).toEqual([1]);
    expect(unitsAbove(states, 2, { from: 1, to: 2 }, 0.5, false)).toEqual([]);
  });

  it('can ask for those that turn on there', () => {
    expect(unitsAbove(states, 2, { from: 1, to: 2 }, 0.4, true)).toEqual([0]);
    expect(unitsAbove(states, 2, { from: 0, to: 3 }, 0.4, true)).toEqual([1]);
  });
});

describe('scaleOfNorms', () => {
  it('is linear for what is alike and logarithmic for what is not', () => {
    expect(scaleOfNorms([0.5, 2])).toEqual({ log: false, low: 0, high: 2 });
    expect(scaleOfNorms([0.003, 0, 20])).toEqual({ log: true, low: 1e-3, high: 100 });
    expect(scaleOfNorms([0, 0])).toEqual({ log: false, low: 0, high: 1 });
  });

  it('ends after twelve decades', () => {
    expect(scaleOfNorms([1e-30, 1]).low).toBeCloseTo(1e-12, 20);
  });
});
