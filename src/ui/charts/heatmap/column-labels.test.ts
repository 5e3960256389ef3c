import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutColumnLabels, rowLabelStep, shorten } from './column-labels';

const measure = (text: string): number => text.length * 6;
const words = ['the', 'cat', 'chased', 'the', 'dog'];
const numbers = Array.from({ length: 32 }, (_, i) => String(i));

describe('layOutColumnLabels', () => {
  it('sets labels level where every one fits its column', () => {
    expect(
      layOutColumnLabels({ labels: ['cat', 'dog'], cell: 36, size: 11, measure, numbered: false }),
    ).toMatchObject({ setting: 'horizontal', every: 1, overhang: 0 });
  });

  it('slants words that do not fit, and makes room for the last one', () => {
    const layout = layOutColumnLabels({
      labels: words,
      cell: 18,
      size: 11,
      measure,
      numbered: false,
    });
    expect(layout).toMatchObject({ setting: 'diagonal', every: 1 });
    expect(layout.height).toBeGreaterThan(measure('chased') * Math.SQRT1_2);
    expect(layout.overhang).toBeGreaterThan(0);
  });

  it('sets words upright in narrow columns, and leaves some out only in very narrow ones', () => {
    const narrow = { labels: words, size: 11, measure, numbered: false };
    expect(layOutColumnLabels({ ...narrow, cell: 12 })).toMatchObject({
      setting: 'vertical',
      every: 1,
    });
    expect(layOutColumnLabels({ ...narrow, cell: 5 })).toMatchObject({
      setting: 'vertical',
      every: 3,
    });
  });

  it('thins out numbers by powers of two', () => {
    expect(
      layOutColumnLabels({ labels: numbers, cell: 6, size: 11, measure, numbered: true }),
    ).toMatchObject({ setting: 'horizontal', every: 4 });
  });

  it('never lets two labels of one line touch', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 1, max: 60 }), (n, cell) => {
        const labels = Array.from({ length: n }, (_, i) => String(i));
        const { every } = layOutColumnLabels({ labels, cell, size: 11, measure, numbered: true });
        for (let i = every; i < n; i += every) {
          const left = (i - every + 0.5) * cell + measure(labels[i - every]) / 2;
          expect((i + 0.5) * cell - measure(labels[i]) / 2).toBeGreaterThanOrEqual(left);
        }
      }),
    );
  });
});

describe('rowLabelStep', () => {
  it('writes every label where the rows are as high as the type', () => {
    expect(rowLabelStep(14, 11, false)).toBe(1);
    expect(rowLabelStep(4, 11, false)).toBe(3);
    expect(rowLabelStep(4, 11, true)).toBe(4);
  });
});

describe('shorten', () => {
  it('keeps what fits and cuts what does not, with an ellipsis', () => {
    expect(shorten('dog', 40, measure)).toBe('dog');
    expect(shorten('constitutional', 40, measure)).toBe('const…');
    expect(measure(shorten('constitutional', 40, measure))).toBeLessThanOrEqual(40);
  });
});
