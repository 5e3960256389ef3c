import { type LinearSpec, linearKernel, linearLoop } from '../ops/shared/linear-kernel';
import { quickLinear } from '../ops/shared/quick-linear';
import { columnSumsKernel } from './fusions/column-sums';
import { spanOf, unitedNames } from './regions';
import type { Region, Step } from './step';
import { bothWays } from './walks';

/** How steps become one dispatch; `single` for one by itself. */
export type Joining = 'single' | 'products' | 'sums' | 'walks' | 'chain';

/** Products and sums that one dispatch can compute. */
export const MOST_PRODUCTS = 3;
export const MOST_SUMS = 4;

/**
 * The one dispatch that steps side by side can be, or null where their memory does not allow it:
 * products alike, sums over rows, recurrences in both directions, products that are added up.
 */
export function joined(joining: Joining, steps: readonly Step[]): Step | null {
  const step = joinedAs(joining, steps);
  if (!step) return null;
  const written = new Set(step.writes.map((i) => step.regions[i].buffer));
  const clash = step.regions.some(
    ({ buffer }, i) => !step.writes.includes(i) && written.has(buffer),
  );
  return clash ? null : step;
}

function joinedAs(joining: Joining, steps: readonly Step[]): Step | null {
  switch (joining) {
    case 'single':
      return null;
    case 'products':
      return joinedProducts(steps);
    case 'sums':
      return joinedSums(steps);
    case 'walks':
      return bothWays(steps);
    case 'chain':
      return addedUp(steps);
  }
}

/** All of a product but where its operands begin. */
export function layoutOf({ a, b, bias, ...spec }: LinearSpec): string {
  return JSON.stringify({
    ...spec,
    // Names without a value are left out.
    residual: undefined,
    a: [a.row, a.inner],
    b: [b.inner, b.col],
    bias: Boolean(bias),
  });
}

function joinedProducts(steps: readonly Step[]): Step | null {
  const spec = steps[0].product;
  const a = spanOf(steps.map(({ regions }) => regions[0]));
  const b = spanOf(
    steps.flatMap(({ regions, product }) => regions.slice(1, product?.bias ? 3 : 2)),
  );
  if (!spec || !a || !b) return null;
  const group = steps.map(({ regions: [left, right, bias], product }) => ({
    a: left.offset - a.offset + (product?.a.offset ?? 0),
    b: right.offset - b.offset + (product?.b.offset ?? 0),
    ...(product?.bias ? { bias: bias.offset - b.offset + (product.bias.offset ?? 0) } : {}),
  }));
  const whole: LinearSpec = { ...spec, bias: undefined, group };
  const results = steps.map(({ regions }) => regions[regions.length - 1]);
  const step = productStep(steps, whole, [a, b, ...results], 2);
  return spec.terms ? { ...step, ...oneByOne(steps, step) } : step;
}

/** What the CPU does for products that are sums themselves: it has better ways for each by itself. */
function oneByOne(steps: readonly Step[], whole: Step): Pick<Step, 'reference' | 'fast'> {
  const loopsOf =
    (way: 'reference' | 'fast'): Step['reference'] =>
    (data, runtime) => {
      const loops = steps.map((step, i) => {
        const operands = [0, 1].map((k) => {
          const at = step.regions[k].offset - whole.regions[k].offset;
          return data[k].subarray(at, at + step.regions[k].length);
        });
        const own = [...operands, data[2 + i]];
        return (way === 'fast' ? step.fast?.(own, runtime) : null) ?? step.reference(own, runtime);
      });
      return () => {
        for (const loop of loops) loop();
      };
    };
  return { reference: loopsOf('reference'), fast: loopsOf('fast') };
}

function productStep(
  steps: readonly Step[],
  spec: LinearSpec,
  regions: readonly Region[],
  read: number,
): Step {
  return {
    ...unitedNames(steps),
    kernel: linearKernel(spec),
    regions,
    writes: regions.slice(read).map((_, i) => read + i),
    reference: (data) => linearLoop(spec, data),
    fast: (data) => quickLinear(spec, data),
  };
}

/** The step that computes the sum of products right away: what lies between them is not stored. */
function addedUp(steps: readonly Step[]): Step | null {
  const parts = steps.toSorted((p, q) => p.regions[1].offset - q.regions[1].offset);
  const [a, b] = [0, 1].map((i) => parts.map(({ regions }) => regions[i]));
  const [spanA, spanB] = [spanOf(a), spanOf(b)];
  const [stepA, stepB] = [strideOf(a), strideOf(b)];
  const spec = parts[0].product;
  if (!spec || !spanA || !spanB || stepA === null || stepB === null) return null;
  const [first] = steps;
  const last = steps[steps.length - 1];
  const before = first.product?.residual ? [first.regions[2]] : [];
  const terms = { count: steps.length, a: stepA, b: stepB };
  const whole = { ...spec, residual: first.product?.residual, terms };
  const regions = [spanA, spanB, ...before, last.regions[last.regions.length - 1]];
  const step = productStep(steps, whole, regions, regions.length - 1);
  const between = steps.slice(0, -1).map(({ label }) => label);
  return { ...step, label: last.label, absorbed: [...(step.absorbed ?? []), ...between] };
}

/** The distance between neighbours, if it is always the same and none lies before the first. */
function strideOf(regions: readonly Region[]): number | null {
  const stride = regions[1].offset - regions[0].offset;
  const regular = regions.every(({ offset }, i) => offset === regions[0].offset + i * stride);
  return regular && stride >= 0 ? stride : null;
}

function joinedSums(steps: readonly Step[]): Step | null {
  const results = steps.map(({ regions }) => regions[1]);
  const all = spanOf(results);
  const sums = steps.flatMap(({ columnSums }, i) =>
    columnSums && all ? [{ ...columnSums, offset: results[i].offset - all.offset }] : [],
  );
  if (!all || sums.length < steps.length) return null;
  const count = steps.length;
  return {
    ...unitedNames(steps),
    kernel: columnSumsKernel(sums),
    regions: [...steps.map(({ regions }) => regions[0]), all],
    writes: [count],
    reference: (data, runtime) => {
      const loops = steps.map(({ reference, fast }, i) => {
        const at = sums[i].offset;
        const own = [data[i], data[count].subarray(at, at + sums[i].cols)];
        return fast?.(own, runtime) ?? reference(own, runtime);
      });
      return () => {
        for (const loop of loops) loop();
      };
    },
  };
}
