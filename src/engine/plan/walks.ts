import { joinedRecurrence } from '../ops/shared/recurrent';
import { spanOf, unitedNames } from './regions';
import type { Step } from './step';

/** Recurrences that one dispatch can walk. */
export const MOST_WALKS = 2;

/** What a recurrence is, for another one like it to be found. */
export interface Walk {
  /** The same for recurrences that differ in nothing but their direction and where their tensors lie. */
  readonly key: string;
  readonly reverse: boolean;
  /** Where what each binding stands for begins in it, where that is not at its start. */
  readonly starts: Readonly<Record<string, number>>;
  /** Names of the bindings in the shader, in order. */
  readonly bindings: readonly string[];
}

/** One dispatch for two recurrences, usually the directions of one layer: some workgroups walk the one, some the other. */
export function bothWays(steps: readonly Step[]): Step | null {
  const [first, second] = steps;
  const [one, other] = steps.map(({ walk }) => walk);
  if (!one || !other || steps.length !== 2) return null;
  const spans = first.regions.map((region, i) => spanOf([region, second.regions[i]]));
  const regions = spans.filter((span) => span !== null);
  if (regions.length < spans.length) return null;
  const offsets = steps.map((step) =>
    step.regions.map(({ offset }, i) => offset - regions[i].offset),
  );
  const starts = one.bindings.map((name, i) => ({
    name,
    first: offsets[0][i] + (one.starts[name] ?? 0),
    second: offsets[1][i] + (other.starts[name] ?? 0),
  }));
  return {
    ...unitedNames(steps),
    kernel: joinedRecurrence(first.kernel, starts, [one.reverse, other.reverse]),
    regions,
    writes: first.writes,
    reference: (data, runtime) => {
      const loops = steps.map(({ reference, fast, regions: own }, which) => {
        const parts = data.map((values, i) => {
          const at = offsets[which][i];
          return values.subarray(at, at + own[i].length);
        });
        return fast?.(parts, runtime) ?? reference(parts, runtime);
      });
      return () => {
        for (const loop of loops) loop();
      };
    },
  };
}
