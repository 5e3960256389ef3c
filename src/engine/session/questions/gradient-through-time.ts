import { gradientNorms, recurrencesOf } from '../inspect/recurrences';
import type { Question } from './question';

/** How much the loss of the shown example depends on the states of a recurrent layer, position by position. */
export interface GradientThroughTime {
  /** Which of the models, as a position among them, and its id. */
  readonly run: number;
  readonly id: string;
  /** The layer and direction: `lstm.0.forward`. */
  readonly path: string;
  /** ‖∂loss/∂h_t‖₂ of every position. */
  readonly norms: readonly number[];
}

/** Of every model of the experiment that has recurrent layers and a loss; null when it was cancelled. */
export const gradientThroughTime: Question<
  Record<string, never>,
  readonly GradientThroughTime[] | null
> = async ({ bench, cancelled }) => {
  const found: GradientThroughTime[] = [];
  for (const [run, id] of bench.runIds.entries()) {
    if (cancelled()) return null;
    const aside = run === bench.run ? null : await bench.probeAside(run);
    const probe = aside ?? bench.probe;
    try {
      const layers = recurrencesOf(probe.nodes).filter(({ total }) => total !== null);
      const totals = await probe.read(layers.flatMap(({ total }) => total ?? []));
      for (const [i, { path, hidden }] of layers.entries()) {
        found.push({ run, id, path, norms: gradientNorms(totals[i], hidden) });
      }
    } finally {
      aside?.destroy();
    }
  }
  return found;
};
