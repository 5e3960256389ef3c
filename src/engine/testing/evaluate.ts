import type { Graph } from '../graph/node';
import type { Runtime } from '../graph/op';
import { GraphError } from '../tensor/errors';
import { sizeOf, zeros } from '../tensor/shape';
import type { TensorData, TensorType } from '../tensor/types';

export interface EvaluateOptions {
  /** Compute in double precision, so that finite differences are accurate. */
  readonly double?: boolean;
  readonly runtime?: Runtime;
}

/**
 * Every tensor of a graph, computed by the references one after the other: no planner, no shared
 * memory.
 * @param values of the sources, by name
 * @throws GraphError when a source has no value, or one of the wrong size
 */
export function evaluateGraph(
  graph: Graph,
  values: Readonly<Record<string, TensorData>>,
  { double = false, runtime = { seed: 0, step: 0, cursor: 0 } }: EvaluateOptions = {},
): Map<string, TensorData> {
  const results = new Map<string, TensorData>();
  for (const { op, attrs, inputs, type, name } of graph.nodes) {
    const out = double ? doubleZeros(type) : zeros(type);
    results.set(name, out);
    if (op.kernel === 'source') {
      const given = values[name];
      if (given?.length !== out.length) {
        throw new GraphError(
          `"${name}" needs ${out.length} values, but ${given?.length ?? 'none'} are given.`,
          name,
        );
      }
      out.set(given);
    } else {
      const data = inputs.map((node) => results.get(node.name) as TensorData);
      const types = inputs.map((node) => node.type);
      op.reference({ attrs, inputs: types, output: type, data, out, runtime })();
    }
  }
  return results;
}

/** A zero-filled array like `zeros`, with real numbers in double precision. */
export function doubleZeros(type: TensorType): TensorData {
  if (type.dtype !== 'f32') return zeros(type);
  // The references are plain loops over numbers: they take any array of them.
  return new Float64Array(sizeOf(type.shape)) as unknown as TensorData;
}
