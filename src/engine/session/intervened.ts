import { withOverrides } from '../autodiff/overrides';
import type { Intervention } from '../experiment/schema';
import type { ModelGraph } from '../models/build';

/** The graph of a model with interventions on its inputs, parameters and activations; the same one where there are none. */
export function intervened(model: ModelGraph, interventions: readonly Intervention[]): ModelGraph {
  if (interventions.length === 0) return model;
  const { b, copyOf } = withOverrides(model.b, new Set(), interventions);
  const { loss, accuracy, exact, features } = model;
  return {
    ...model,
    b,
    ...(loss ? { loss: copyOf(loss) } : {}),
    ...(accuracy ? { accuracy: copyOf(accuracy) } : {}),
    ...(features ? { features: copyOf(features) } : {}),
    ...(exact ? { exact: copyOf(exact) } : {}),
    updates: new Map([...model.updates].map(([name, node]) => [name, copyOf(node)])),
  };
}
