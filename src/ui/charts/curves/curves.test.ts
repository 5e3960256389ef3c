import { describe, expect, it } from 'vitest';
import { curvesOf, pointAt } from './curves';

const train = [1, 2, 3].map((step) => ({ step, loss: 4 - step, accuracy: step / 4, gradNorm: 1 }));
const validation = [{ step: 2, loss: 2.5, accuracy: 0.5 }];

describe('curvesOf', () => {
  it('takes one measure of the history', () => {
    const curves = curvesOf([{ train, validation }], 'loss', 0);
    expect(curves.batch.map((p) => p.value)).toEqual([3, 2, 1]);
    expect(curves.mean.map((p) => p.value)).toEqual([3, 2.5, 2]);
    expect(curves.validation).toEqual([{ step: 2, value: 2.5 }]);
    expect(curves.lastStep).toBe(3);
    expect(curves.highest).toBe(3);
  });

  it('leaves out what is no number, as after training has diverged', () => {
    const diverged = [...train, { step: 4, loss: Number.NaN, accuracy: 0, gradNorm: Number.NaN }];
    const curves = curvesOf([{ train: diverged, validation: [] }], 'loss', 0);
    expect(curves.batch).toHaveLength(3);
    expect(curves.highest).toBe(3);
  });

  it('is empty before the first step', () => {
    const { batch, lastStep, highest } = curvesOf([], 'accuracy', 0);
    expect([batch.length, lastStep, highest]).toEqual([0, 0, 0]);
  });

  it('has the held-out values of every model, and the batches of the one shown', () => {
    const other = {
      train: [{ step: 1, loss: 9, accuracy: 0, gradNorm: 1 }],
      validation: [{ step: 2, loss: 7, accuracy: 0.25, exact: 0.125 }],
    };
    const curves = curvesOf([{ train, validation }, other], 'loss', 1);
    expect(curves.runs).toEqual([[{ step: 2, value: 2.5 }], [{ step: 2, value: 7 }]]);
    expect(curves.batch).toEqual([{ step: 1, value: 9 }]);
    expect(curves.highest).toBe(9);
    // The first model was never judged by whole examples.
    const exact = curvesOf([{ train, validation }, other], 'exact', 1);
    expect(exact.runs).toEqual([[], [{ step: 2, value: 0.125 }]]);
  });

  it('has a distance of held-out examples alone, which may be larger than 1', () => {
    const judged = [
      { step: 100, loss: 2, accuracy: 0.5, frechet: 36.5 },
      { step: 200, loss: 2, accuracy: 0.5, frechet: Number.NaN },
      { step: 300, loss: 2, accuracy: 0.7, frechet: 8 },
    ];
    const {
      batch,
      validation: held,
      highest,
    } = curvesOf([{ train, validation: judged }], 'frechet', 0);
    expect(batch).toEqual([]);
    expect(held).toEqual([
      { step: 100, value: 36.5 },
      { step: 300, value: 8 },
    ]);
    expect(highest).toBe(36.5);
  });
});

describe('pointAt', () => {
  const points = [
    { step: 0, value: 1 },
    { step: 100, value: 2 },
  ];

  it('finds the last point at or before a step', () => {
    expect(pointAt(points, 0)?.value).toBe(1);
    expect(pointAt(points, 99)?.value).toBe(1);
    expect(pointAt(points, 100)?.value).toBe(2);
    expect(pointAt(points, 1000)?.value).toBe(2);
  });

  it('finds nothing before the first', () => {
    expect(pointAt(points, -1)).toBeUndefined();
    expect(pointAt([], 5)).toBeUndefined();
  });
});
