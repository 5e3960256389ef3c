import type { TensorData } from '../tensor/types';
import type { Probe } from './probe';

const UNEDITED = 'unedited:';
const DIFFERENCE = 'difference:';

/** Whether a name asks for more than the run that is shown. */
export function isCompared(name: string): boolean {
  return name.startsWith(UNEDITED) || name.startsWith(DIFFERENCE);
}

/** The tensor that is compared, or the name itself. */
export function comparedTensor(name: string): string {
  return isCompared(name) ? name.slice(name.indexOf(':') + 1) : name;
}

/**
 * The shown example beside a run of it without edits and interventions, which exists only while it is
 * asked for: `unedited:NAME` is a tensor of that run, `difference:NAME` the shown one minus it.
 */
export class Comparison {
  private unedited: Probe | null = null;

  constructor(private readonly make: () => Promise<Probe>) {}

  /** Values of tensors, in order. @throws GraphError when there is no such tensor */
  async read(shown: Probe, names: readonly string[]): Promise<TensorData[]> {
    const own = names.filter((name) => !name.startsWith(UNEDITED)).map(comparedTensor);
    const other = names.filter(isCompared).map(comparedTensor);
    const values = await valuesOf(shown, own);
    const before = await this.without(other);
    return names.map((name) => {
      const tensor = comparedTensor(name);
      const [now, then] = [values.get(tensor), before.get(tensor)];
      if (name.startsWith(DIFFERENCE)) return difference(now, then);
      return (name.startsWith(UNEDITED) ? then : now) as TensorData;
    });
  }

  /** Parameters changed. */
  invalidate(): void {
    this.unedited?.invalidate();
  }

  /** Gives the other run's memory back; the next question makes it anew. */
  drop(): void {
    this.unedited?.destroy();
    this.unedited = null;
  }

  private async without(names: readonly string[]): Promise<ReadonlyMap<string, TensorData>> {
    if (names.length === 0) return new Map();
    this.unedited ??= await this.make();
    return valuesOf(this.unedited, names);
  }
}

async function valuesOf(
  probe: Probe,
  names: readonly string[],
): Promise<ReadonlyMap<string, TensorData>> {
  const unique = [...new Set(names)];
  const data = unique.length > 0 ? await probe.read(unique) : [];
  return new Map(unique.map((name, i) => [name, data[i]]));
}

/** Element by element; 0 where both are the same, even when that is −∞. */
function difference(now: TensorData = NOTHING, then: TensorData = NOTHING): Float32Array {
  return Float32Array.from(now, (value, i) => (value === then[i] ? 0 : value - then[i]));
}

const NOTHING = new Float32Array();
