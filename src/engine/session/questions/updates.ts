import { distanceOf, layerOf, normOf } from '../inspect/measures';
import { eachOf, type OverTime, repeatable } from '../inspect/over-time';
import type { Question } from './question';

/** Of each layer, in its order in the model. */
export interface LayerUpdates {
  readonly layers: readonly string[];
  /** L2 norm of the loss's gradient with respect to the layer's parameters, before clipping. */
  readonly gradients: OverTime<readonly number[]>;
  /** ‖ΔW‖ / ‖W‖: how far a step moved the layer's parameters, as a share of what they were; NaN from 0. */
  readonly ratios: OverTime<readonly number[]>;
}

/**
 * How large gradients and updates are, layer by layer, of the step after each snapshot: the step is
 * taken again, so that training itself measures nothing.
 */
export const updates: Question<Record<string, never>, LayerUpdates | null> = async (asking) => {
  const { bench } = asking;
  const { runs, run, trainer } = bench;
  const layers = [...new Set(trainer?.parameterSpecs.map(({ name }) => layerOf(name)))];
  const measured = await eachOf(asking, repeatable(asking), async (step) => {
    const did = (await runs?.repeatStep(step, run)) ?? [];
    return layers.map((layer) => {
      const own = did.filter(({ name }) => layerOf(name) === layer);
      const before = own.map((one) => one.before);
      return {
        gradient: normOf(own.map(({ gradient }) => gradient)),
        ratio:
          distanceOf(
            own.map(({ after }) => after),
            before,
          ) / normOf(before),
      };
    });
  });
  if (!measured) return null;
  const { steps, values } = measured;
  return {
    layers,
    gradients: { steps, values: values.map((all) => all.map(({ gradient }) => gradient)) },
    ratios: { steps, values: values.map((all) => all.map(({ ratio }) => ratio)) },
  };
};
