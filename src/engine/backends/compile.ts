import type { Backend, Region } from './backend';
import type { Graph, Node } from '../graph/node';
import { firstNonFinite, type NonFinite } from '../graph/non-finite';
import { aligned, makePlan, type Plan } from '../plan/plan';
import { GraphError, InputError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';

/** A graph made ready on a backend. */
export interface Compiled {
  readonly plan: Plan;
  /** Sets a tensor that comes from outside. @throws InputError when the number of elements is wrong */
  write(name: string, data: ArrayLike<number>): void;
  /** Computes everything that was asked for; `times` runs go into one submit. */
  run(times?: number): void;
  /** Values of the tensors, as of the last run. @throws GraphError when one is neither asked for nor from outside */
  read(...names: string[]): Promise<TensorData[]>;
  /** Where numbers first ceased to be finite, among the tensors that can be read; null when all are. */
  firstNonFinite(): Promise<NonFinite | null>;
  /** Gives the memory back. */
  destroy(): void;
}

let count = 0;

/**
 * Plans a graph, allocates its memory on the backend and compiles its kernels.
 * @param outputs  names of the tensors that are to be read
 * @throws GraphError for unknown names, PlanError when it does not fit, DeviceError when a shader is rejected
 */
export async function compile(
  graph: Graph,
  backend: Backend,
  outputs: readonly string[],
): Promise<Compiled> {
  const prefix = `graph${count++}`;
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const nodeOf = (name: string): Node => {
    const node = byName.get(name);
    if (!node) throw new GraphError(`There is no tensor named "${name}".`, name);
    return node;
  };
  const sources = graph.nodes.filter((node) => node.op.kernel === 'source');
  const placed = new Map(
    sources.map((node, i): [string, Region] => [
      node.name,
      {
        buffer: `${prefix}.in.${i}`,
        offset: 0,
        length: sizeOf(node.type.shape),
        dtype: node.type.dtype,
      },
    ]),
  );
  const plan = makePlan({
    graph,
    outputs: outputs.map(nodeOf),
    placed,
    keep: new Set(outputs),
    prefix,
  });
  const buffers = [
    ...[...placed].map(([tensor, { buffer, length }]) => ({
      name: buffer,
      length: aligned(length),
      tensor,
    })),
    ...plan.buffers,
  ];
  backend.allocate(buffers);
  for (const { region, data } of plan.constants) backend.write(region, data);
  const executable = await backend.prepare(plan.steps);
  const readable = new Set([...outputs, ...placed.keys()]);
  const read = async (...names: string[]): Promise<TensorData[]> => {
    const regions = names.map((name) => {
      const region = plan.regions.get(name) ?? placed.get(name);
      if (!region || !readable.has(name)) {
        throw new GraphError(`"${name}" was not asked for when the graph was compiled.`, name);
      }
      return region;
    });
    return backend.read(regions);
  };

  return {
    plan,
    write(name, data) {
      const region = placed.get(name);
      if (!region) throw new InputError(`"${name}" is computed; it cannot be written.`, name);
      if (data.length !== region.length) {
        throw new InputError(`"${name}" has ${region.length} elements; got ${data.length}.`, name);
      }
      backend.write(
        region,
        region.dtype === 'f32' ? Float32Array.from(data) : Int32Array.from(data),
      );
    },
    run(times = 1) {
      executable.run(times);
    },
    read,
    async firstNonFinite() {
      const nodes = graph.nodes.filter((node) => readable.has(node.name));
      return firstNonFinite(nodes, await read(...nodes.map(({ name }) => name)));
    },
    destroy() {
      executable.destroy();
      backend.free(buffers.map((buffer) => buffer.name));
    },
  };
}
