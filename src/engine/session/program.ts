import type { Backend, BufferSpec, Executable, Region, Step } from '../backends/backend';
import type { Builder } from '../graph/builder';
import { aligned, makePlan } from '../plan/plan';
import { GraphError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';

export interface ProgramRequest {
  readonly backend: Backend;
  /** Prefix of the buffers. */
  readonly prefix: string;
  readonly graph: Builder;
  /** Names of what is read afterwards. */
  readonly outputs: readonly string[];
  /** Where sources lie that are not given to the program: parameters, data. */
  readonly placed: ReadonlyMap<string, Region>;
  /** Memory of steps that follow, and these steps. */
  readonly further?: readonly BufferSpec[];
  readonly after?: (regionOf: (name: string) => Region) => readonly Step[];
}

/** A graph that is run by itself: its sources are written, its outputs are read. All sources are zeros at first. */
export class Program {
  private constructor(
    private readonly backend: Backend,
    private readonly regions: ReadonlyMap<string, Region>,
    private readonly executable: Executable,
    private readonly buffers: readonly string[],
  ) {}

  static async create(request: ProgramRequest): Promise<Program> {
    const { backend, prefix, graph, outputs, further = [], after } = request;
    const placed = new Map(request.placed);
    const sources = graph.nodes.filter(
      ({ op, name }) => op.kernel === 'source' && !request.placed.has(name),
    );
    const inputs = sources.map(({ name, type: { shape, dtype } }, i) => {
      const length = sizeOf(shape);
      placed.set(name, { buffer: `${prefix}.in.${i}`, offset: 0, length, dtype });
      return { name: `${prefix}.in.${i}`, length: aligned(length) };
    });
    const plan = makePlan({
      graph,
      outputs: outputs.map((name) => graph.get(name)),
      placed,
      keep: new Set(outputs),
      prefix,
    });
    const regions = new Map([...placed, ...plan.regions]);
    const buffers = [...inputs, ...plan.buffers, ...further];
    backend.allocate(buffers);
    const names = buffers.map(({ name }) => name);
    try {
      for (const { region, data } of plan.constants) backend.write(region, data);
      const more = after?.((name) => regionIn(regions, name)) ?? [];
      const executable = await backend.prepare([...plan.steps, ...more]);
      return new Program(backend, regions, executable, names);
    } catch (error) {
      backend.free(names);
      throw error;
    }
  }

  /** Gives values to a source. @throws GraphError when there is no such tensor */
  write(name: string, data: TensorData): void {
    this.backend.write(regionIn(this.regions, name), data);
  }

  run(times = 1): void {
    this.executable.run(times);
  }

  /** Values of outputs, in order. @throws GraphError when there is no such tensor */
  read(names: readonly string[]): Promise<TensorData[]> {
    return this.backend.read(names.map((name) => regionIn(this.regions, name)));
  }

  destroy(): void {
    this.executable.destroy();
    this.backend.free(this.buffers);
  }
}

function regionIn(regions: ReadonlyMap<string, Region>, name: string): Region {
  const region = regions.get(name);
  if (!region) throw new GraphError(`"${name}" has no values: nothing computes it.`, name);
  return region;
}
