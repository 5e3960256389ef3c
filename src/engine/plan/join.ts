import { quickLinear } from '../ops/shared/quick-linear';
import { type LinearSpec, linearKernel, linearLoop } from '../ops/shared/linear-kernel';
import { columnSumsKernel } from './fusions/column-sums';
import type { Region, Step } from './step';

/** Products and sums that one dispatch can compute. */
const MOST_PRODUCTS = 3;
const MOST_SUMS = 4;

/**
 * Joins steps of one kind that can be one dispatch: sums over rows of matrices of one size, and
 * products of the same rows with several matrices that lie in one buffer, as the queries, keys
 * and values of an attention are: each of two or three becomes part of one dispatch, which stands
 * where the last of them stood.
 */
export function joinSteps(steps: readonly Step[]): readonly Step[] {
  const products = joinAlike(steps, MOST_PRODUCTS, likeProducts, joinedProducts);
  return joinAlike(products, MOST_SUMS, likeSums, joinedSums);
}

function joinAlike(
  steps: readonly Step[],
  most: number,
  alike: (one: Step, other: Step) => boolean,
  joined: (group: readonly Step[]) => Step,
): readonly Step[] {
  const result = [...steps];
  for (let last = result.length - 1; last > 0; last--) {
    const group = [last];
    for (let i = last - 1; i >= 0 && group.length < most; i--) {
      if (alike(result[i], result[last]) && movable(result, i, last)) group.unshift(i);
    }
    if (group.length < 2) continue;
    result[last] = joined(group.map((i) => result[i]));
    for (const i of group.slice(0, -1).toReversed()) result.splice(i, 1);
    last -= group.length - 1;
  }
  return result;
}

/** Whether two steps multiply the same operand by matrices of the same size in the same buffer. */
function likeProducts(one: Step, other: Step): boolean {
  const [p, q] = [one.product, other.product];
  if (!p || !q || p.group || q.group || p.residual || q.residual) return false;
  const [a, b] = one.regions;
  const [a2, b2] = other.regions;
  const sameBias =
    Boolean(p.bias) === Boolean(q.bias) &&
    (!p.bias || (one.regions[2].buffer === b.buffer && other.regions[2].buffer === b.buffer));
  return same(a, a2) && b.buffer === b2.buffer && sameBias && layout(p) === layout(q);
}

function same(a: Region, b: Region): boolean {
  return a.buffer === b.buffer && a.offset === b.offset && a.length === b.length;
}

/** All of a product but where its matrix lies. */
function layout(spec: LinearSpec): string {
  return JSON.stringify({ ...spec, b: [spec.b.inner, spec.b.col], bias: null });
}

/** Whether a step can be put off: nobody on the way reads what it writes, or writes what it reads. */
function movable(steps: readonly Step[], at: number, to: number): boolean {
  const { regions, writes } = steps[at];
  return steps
    .slice(at + 1, to + 1)
    .every((other) =>
      other.regions.every((region, i) =>
        regions.every(
          (own, k) => !(other.writes.includes(i) || writes.includes(k)) || !overlap(own, region),
        ),
      ),
    );
}

function overlap(a: Region, b: Region): boolean {
  return a.buffer === b.buffer && a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

function joinedProducts(steps: readonly Step[]): Step {
  const [first] = steps;
  const spec = first.product;
  if (!spec) return first;
  const matrices = steps.flatMap(({ regions, product }) => regions.slice(1, product?.bias ? 3 : 2));
  const start = Math.min(...matrices.map(({ offset }) => offset));
  const end = Math.max(...matrices.map(({ offset, length }) => offset + length));
  const group = steps.map(({ regions: [, b, bias], product }) => ({
    b: b.offset - start + (product?.b.offset ?? 0),
    ...(product?.bias ? { bias: bias.offset - start + (product.bias.offset ?? 0) } : {}),
  }));
  const whole: LinearSpec = { ...spec, bias: undefined, group };
  const results = steps.map(({ regions }) => regions[regions.length - 1]);
  return {
    label: steps.map(({ label }) => label).join(', '),
    absorbed: steps.flatMap(({ absorbed = [] }) => absorbed),
    kernel: linearKernel(whole),
    regions: [
      first.regions[0],
      { ...first.regions[1], offset: start, length: end - start },
      ...results,
    ],
    writes: results.map((_, i) => 2 + i),
    reference: (data) => linearLoop(whole, data),
    fast: (data) => quickLinear(whole, data),
  };
}

/** Whether two steps sum over rows into the same buffer. */
function likeSums(one: Step, other: Step): boolean {
  return (
    one.columnSums !== undefined &&
    other.columnSums !== undefined &&
    one.regions[1].buffer === other.regions[1].buffer
  );
}

function joinedSums(steps: readonly Step[]): Step {
  const results = steps.map(({ regions }) => regions[1]);
  const start = Math.min(...results.map(({ offset }) => offset));
  const end = Math.max(...results.map(({ offset, length }) => offset + length));
  const sums = steps.flatMap(({ columnSums }, i) =>
    columnSums ? [{ ...columnSums, offset: results[i].offset - start }] : [],
  );
  const count = steps.length;
  return {
    label: steps.map(({ label }) => label).join(', '),
    absorbed: steps.flatMap(({ absorbed = [] }) => absorbed),
    kernel: columnSumsKernel(sums),
    regions: [
      ...steps.map(({ regions }) => regions[0]),
      { ...results[0], offset: start, length: end - start },
    ],
    writes: [count],
    reference: (data, runtime) =>
      inTurn(
        steps.map(({ reference, fast }, i) => {
          const at = sums[i].offset;
          const own = [data[i], data[count].subarray(at, at + sums[i].cols)];
          return fast?.(own, runtime) ?? reference(own, runtime);
        }),
      ),
  };
}

function inTurn(loops: readonly (() => void)[]): () => void {
  return () => {
    for (const loop of loops) loop();
  };
}
