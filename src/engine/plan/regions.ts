import type { Region, Step } from './step';

/** The smallest region that holds all of them; null where they lie in several buffers. */
export function spanOf(regions: readonly Region[]): Region | null {
  const [first] = regions;
  if (regions.some(({ buffer }) => buffer !== first.buffer)) return null;
  const offset = Math.min(...regions.map((region) => region.offset));
  const end = Math.max(...regions.map((region) => region.offset + region.length));
  return { ...first, offset, length: end - offset };
}

/** What joined steps have of each of them. */
export function unitedNames(steps: readonly Step[]): Pick<Step, 'label' | 'absorbed'> {
  const absorbed = [...new Set(steps.flatMap((step) => step.absorbed ?? []))];
  return {
    label: steps.map(({ label }) => label).join(', '),
    ...(absorbed.length > 0 ? { absorbed } : {}),
  };
}
