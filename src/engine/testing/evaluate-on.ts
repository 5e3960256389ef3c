import type { Backend, BufferSpec, Region } from '../backends/backend';
import type { Graph } from '../graph/node';
import type { Runtime } from '../graph/op';
import { aligned, makePlan } from '../plan/plan';
import { GraphError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';

let evaluations = 0;

/**
 * Computes tensors of a graph on a backend, once, with memory of its own that is freed afterwards.
 * @param values of every source that the tensors depend on, by name
 * @param names  the tensors wanted
 * @throws GraphError when a source has no value
 */
export async function evaluateOn(
  backend: Backend,
  graph: Graph,
  values: Readonly<Record<string, TensorData>>,
  names: readonly string[],
  runtime: Runtime = { seed: 0, step: 0, cursor: 0 },
): Promise<Record<string, TensorData>> {
  const prefix = `evaluation ${evaluations++}`;
  const placed = new Map<string, Region>();
  const inputs: BufferSpec[] = [];
  for (const { name, op, type } of graph.nodes) {
    if (op.kernel !== 'source' || !(name in values)) continue;
    const length = sizeOf(type.shape);
    const buffer = `${prefix}: ${name}`;
    inputs.push({ name: buffer, length: aligned(length) });
    placed.set(name, { buffer, offset: 0, length, dtype: type.dtype });
  }
  const outputs = names.map((name) => {
    const node = graph.nodes.find((node) => node.name === name);
    if (!node) throw new GraphError(`There is no tensor named "${name}".`, name);
    return node;
  });
  const plan = makePlan({ graph, outputs, placed, keep: new Set(names), prefix });
  const buffers = [...inputs, ...plan.buffers];
  backend.allocate(buffers);
  try {
    for (const [name, region] of placed) backend.write(region, values[name]);
    for (const { region, data } of plan.constants) backend.write(region, data);
    backend.setRuntime(runtime);
    const executable = await backend.prepare(plan.steps);
    executable.run(1);
    const data = await backend.read(names.map((name) => plan.regions.get(name) as Region));
    executable.destroy();
    return Object.fromEntries(names.map((name, i) => [name, data[i]]));
  } finally {
    backend.free(buffers.map(({ name }) => name));
  }
}
