import type { TruthSuite } from '../truth';

const files = import.meta.glob<Readonly<Record<string, TruthSuite>>>(['./*.ts', '!./index.ts'], {
  eager: true,
});

/** Every file of reference results that the engine is tested against, on each backend. */
export const TRUTH_SUITES: readonly TruthSuite[] = Object.values(files).flatMap((exports) =>
  Object.values(exports),
);
