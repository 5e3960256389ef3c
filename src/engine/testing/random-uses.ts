import fc, { type Arbitrary } from 'fast-check';
import type { OpSample, SampleInput } from '../graph/op';
import { showShape } from '../tensor/shape';
import type { Shape } from '../tensor/types';

// Random uses of operations: shapes, axes, masks and broadcasts that fit together.

const dim = fc.nat({ max: 4 }).map((n) => n + 1);
const shapeOf = (minRank: number, maxRank: number): Arbitrary<number[]> =>
  fc.array(dim, { minLength: minRank, maxLength: maxRank });
/** Now and then longer than a workgroup. */
const length = fc.oneof({ weight: 5, arbitrary: dim }, fc.integer({ min: 60, max: 140 }));
const fill = fc.constantFrom<SampleInput['fill']>('normal', 'normal', 'positive', 'large');

/** An axis of a shape, from the front or from the back. */
const axisOf = (shape: Shape): Arbitrary<number> =>
  fc.integer({ min: -shape.length, max: shape.length - 1 });

const use = (attrs: OpSample['attrs'], ...inputs: SampleInput[]): OpSample => ({
  title: `${JSON.stringify(attrs)} ${inputs.map(({ shape }) => showShape(shape)).join(' ')}`,
  attrs,
  inputs,
});

/** A shape, and another that broadcasts to it: leading axes dropped, others of length one. */
const broadcast = (minRank: number, maxRank: number): Arbitrary<readonly [number[], number[]]> =>
  shapeOf(minRank, maxRank).chain((shape) =>
    fc
      .tuple(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat({ max: shape.length }))
      .map(([ones, drop]) => [
        shape,
        shape.map((d, i) => (ones[i % 4] ? 1 : d)).slice(Math.min(drop, shape.length)),
      ]),
  );

const binary = (positive: boolean): Arbitrary<OpSample> =>
  fc
    .tuple(broadcast(0, 4), fc.boolean(), fill)
    .map(([[big, small], swap, fill]) =>
      swap && !positive
        ? use({}, { shape: small, fill }, { shape: big })
        : use({}, { shape: big, fill }, { shape: small, fill: positive ? 'positive' : 'normal' }),
    );

const alongAxis = (...more: string[]): Arbitrary<OpSample> =>
  fc.tuple(shapeOf(0, 2), length, shapeOf(0, 2), fill).chain(([before, middle, after, fill]) => {
    const shape = [...before, middle, ...after];
    return fc
      .constantFrom(before.length, before.length - shape.length)
      .map((axis) => use({ axis }, { shape, fill }, ...more.map(() => ({ shape }))));
  });

const reduction: Arbitrary<OpSample> = shapeOf(1, 4).chain((shape) =>
  fc
    .tuple(
      fc.uniqueArray(axisOf(shape), { selector: (axis) => (axis + shape.length) % shape.length }),
      fc.boolean(),
      fill,
    )
    .map(([axes, keepDims, fill]) => use({ axes, keepDims }, { shape, fill })),
);

const matmul: Arbitrary<OpSample> = fc
  .tuple(broadcast(0, 2), length, dim, length, fc.boolean(), fc.boolean(), fc.boolean())
  .map(([[big, small], rows, inner, cols, transposeA, transposeB, swap]) => {
    const [a, b] = swap ? [small, big] : [big, small];
    return use(
      { transposeA, transposeB },
      { shape: [...a, ...(transposeA ? [inner, rows] : [rows, inner])] },
      { shape: [...b, ...(transposeB ? [cols, inner] : [inner, cols])] },
    );
  });

const layerNorm: Arbitrary<OpSample> = fc
  .tuple(shapeOf(0, 3), length, fc.constantFrom(1e-5, 1e-3))
  .map(([lead, width, eps]) =>
    use({ eps }, { shape: [...lead, width] }, { shape: [width] }, { shape: [width] }),
  );

const crossEntropy: Arbitrary<OpSample> = fc
  .tuple(
    shapeOf(0, 2),
    dim,
    shapeOf(0, 1),
    fc.constantFrom(0, 0.1, 0.5),
    fc.constantFrom('mean', 'sum', 'none'),
    fc.constantFrom(-100, 0),
  )
  .map(([before, classes, after, labelSmoothing, reduction, ignoreIndex]) =>
    use(
      { axis: before.length, ignoreIndex, labelSmoothing, reduction },
      { shape: [...before, classes, ...after] },
      { shape: [...before, ...after], dtype: 'i32', fill: { ids: classes } },
    ),
  );

const maskFill: Arbitrary<OpSample> = broadcast(1, 4).map(([shape, mask]) =>
  use({}, { shape }, { shape: mask, fill: 'mask' }),
);

const slice: Arbitrary<OpSample> = shapeOf(1, 4).chain((shape) =>
  axisOf(shape).chain((axis) => {
    const size = shape[(axis + shape.length) % shape.length];
    return fc
      .nat({ max: size - 1 })
      .chain((start) =>
        fc
          .integer({ min: 1, max: size - start })
          .map((length) => use({ axis, start, length, step: 1 }, { shape })),
      );
  }),
);

const pad: Arbitrary<OpSample> = shapeOf(1, 4).chain((shape) =>
  fc
    .tuple(axisOf(shape), fc.nat({ max: 3 }), fc.nat({ max: 3 }))
    .map(([axis, before, after]) => use({ axis, before, after, step: 1, value: 0 }, { shape })),
);

const takeRows: Arbitrary<OpSample> = fc
  .tuple(dim, shapeOf(0, 2), shapeOf(0, 3))
  .map(([rows, row, ids]) =>
    use(
      { fill: 0, paddingIndex: -1 },
      { shape: [rows, ...row] },
      { shape: ids, dtype: 'i32', fill: { ids: rows + 1 } },
    ),
  );

const splitHeads: Arbitrary<OpSample> = fc
  .tuple(dim, dim, dim, dim)
  .map(([batch, words, heads, width]) => use({ heads }, { shape: [batch, words, heads * width] }));

const mergeHeads: Arbitrary<OpSample> = shapeOf(4, 4).map((shape) => use({}, { shape }));

const expand: Arbitrary<OpSample> = broadcast(1, 4).map(([shape, from]) =>
  use({ shape }, { shape: from }),
);

/** By the operation's name. */
export const RANDOM_USES: Readonly<Record<string, Arbitrary<OpSample>>> = {
  add: binary(false),
  sub: binary(false),
  mul: binary(false),
  div: binary(true),
  sum: reduction,
  mean: reduction,
  matmul,
  softmax: alongAxis(),
  logSoftmax: alongAxis(),
  layerNorm,
  crossEntropy,
  maskFill,
  slice,
  pad,
  takeRows,
  splitHeads,
  mergeHeads,
  expand,
};
