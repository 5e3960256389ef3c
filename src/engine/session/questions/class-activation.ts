import {
  CLASS_SCORE,
  type ClassActivation,
  classScore,
  classScores,
  gradientWeights,
  mapsOf,
  weightedMaps,
  weightsOfMeans,
} from '../inspect/class-activation';
import type { Question } from './question';

/**
 * Where in the maps of a tensor the shown model finds a class. The gradient is that of the class's
 * score, not of the loss.
 * @throws InputError when the tensor has no maps, or the model does not choose one class
 */
export const classActivation: Question<
  { readonly name: string; readonly class: number },
  ClassActivation
> = async ({ bench }, { name, class: chosen }) => {
  const { axes, type } = bench.probe.node(name);
  const maps = mapsOf(name, type.shape, axes);
  const probe = await bench.probeAside(bench.run, (graph) => classScore(graph, chosen));
  try {
    const scores = classScores((of) => (probe.has(of) ? probe.node(of) : undefined));
    const own = scores && weightsOfMeans(scores, probe.node(name));
    const gradient = `grad:${name}`;
    const [values, [score], last] = await probe.read([
      name,
      CLASS_SCORE,
      own?.name ?? (probe.has(gradient) ? gradient : CLASS_SCORE),
    ]);
    const { size } = maps;
    if (own) {
      const classes = own.type.shape[1];
      const weights = Array.from({ length: maps.features }, (_, f) => last[f * classes + chosen]);
      const map = weightedMaps(values, weights, maps);
      return { method: 'cam', class: chosen, score, weights, size, map };
    }
    // What the score does not depend on has no gradient: its weights are 0.
    const weights = probe.has(gradient)
      ? gradientWeights(last, maps)
      : Array.from({ length: maps.features }, () => 0);
    const map = weightedMaps(values, weights, maps).map((x) => Math.max(0, x));
    return { method: 'grad-cam', class: chosen, score, weights, size, map };
  } finally {
    probe.destroy();
  }
};
