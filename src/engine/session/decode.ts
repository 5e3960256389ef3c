import type { Backend, Executable, Region } from '../backends/backend';
import { placesOfSources } from '../autodiff/overrides';
import type { Dataset, ShownExample, Writing } from '../data/dataset';
import type { Intervention } from '../experiment/schema';
import { beamSearch, type Hypothesis, type NextClasses } from '../models/beam-search';
import { buildModel } from '../models/build';
import type { ModelSpec } from '../models/spec';
import { input } from '../ops/source';
import { aligned, makePlan } from '../plan/plan';
import { ExperimentError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import type { Decoded } from './api';
import { intervened } from './intervened';

/** Name of the probabilities of the next class, at every position. */
const PROBABILITIES = 'probabilities';
/** What the decoder itself has written, and what it is not told. */
const OWN = new Set(['previous', 'target']);

export interface DecoderRequest {
  readonly backend: Backend;
  /** Prefix of the buffers. */
  readonly prefix: string;
  readonly model: ModelSpec;
  readonly dataset: Dataset;
  /** What is read: one example for each sequence that is written. */
  readonly examples: readonly ShownExample[];
  /** Where the parameters lie. */
  readonly parameters: ReadonlyMap<string, Region>;
  /** Those of this model that are on; none unless given. */
  readonly interventions?: readonly Intervention[];
}

/**
 * Lets a model write: what it has written so far goes back into it, and it is run again as a whole
 * for each further class. Interventions hold; values that a person put in the place of single
 * activations play no part.
 */
export class Decoder {
  private constructor(
    private readonly backend: Backend,
    private readonly writing: Writing,
    private readonly program: Executable,
    private readonly previous: Region,
    private readonly probabilities: Region,
    private readonly rows: number,
    private readonly buffers: readonly string[],
  ) {}

  /** @throws ExperimentError when the experiment's answers are not written one class after another */
  static async create(request: DecoderRequest): Promise<Decoder> {
    const { backend, prefix, model, dataset, examples, parameters, interventions = [] } = request;
    const { writing, fields } = dataset;
    if (!writing) throw new ExperimentError('The models of this experiment write no sequences.');
    const rows = examples.length;
    const shapes = new Map(
      Object.entries(fields).map(([name, { shape }]) => {
        const lengths = examples.map(({ values }) => values[name].shape[0]);
        const own = OWN.has(name) ? [writing.longest] : [Math.max(...lengths)];
        return [name, [rows, ...own, ...shape.slice(1)]];
      }),
    );
    const plain = buildModel(
      model,
      (b) =>
        Object.fromEntries(
          Object.entries(fields).map(([name, { dtype, axes }]) => [
            name,
            input(b, shapes.get(name) ?? [], { name, dtype, axes: ['B', ...axes] }),
          ]),
        ),
      'show',
    );
    const { b: graph } = intervened(plain, interventions);
    const given = new Map(
      Object.entries(fields).map(([name, { dtype }]): [string, Region] => {
        const length = sizeOf(shapes.get(name) ?? []);
        return [name, { buffer: `${prefix}.in.${name}`, offset: 0, length, dtype }];
      }),
    );
    const plan = makePlan({
      graph,
      outputs: [graph.get(PROBABILITIES)],
      placed: placesOfSources(graph, new Map([...parameters, ...given])),
      keep: new Set([PROBABILITIES]),
      prefix,
    });
    const buffers = [
      ...[...given.values()].map(({ buffer, length }) => ({
        name: buffer,
        length: aligned(length),
      })),
      ...plan.buffers,
    ];
    backend.allocate(buffers);
    const names = buffers.map(({ name }) => name);
    try {
      for (const { region, data } of plan.constants) backend.write(region, data);
      for (const [name, region] of given) {
        if (!OWN.has(name)) backend.write(region, padded(examples, name, region));
      }
      const program = await backend.prepare(plan.steps);
      const regionOf = (regions: ReadonlyMap<string, Region>, name: string): Region => {
        const region = regions.get(name);
        if (!region) throw new ExperimentError(`This model has no tensor "${name}".`, name);
        return region;
      };
      const [previous, out] = [regionOf(given, 'previous'), regionOf(plan.regions, PROBABILITIES)];
      return new Decoder(backend, writing, program, previous, out, rows, names);
    } catch (error) {
      backend.free(names);
      throw error;
    }
  }

  /** The likeliest answers that are found, the best first; at most as many as there are examples, which must be alike. */
  best(): Promise<Hypothesis[]> {
    const { end, longest } = this.writing;
    return beamSearch(this.next, { beam: this.rows, end, longest });
  }

  /** The greedy answer to each of the examples: the likeliest class each time. */
  async greedy(): Promise<number[][]> {
    const { end, longest } = this.writing;
    const written: number[][] = Array.from({ length: this.rows }, () => []);
    const open = new Set(written.keys());
    for (let length = 0; length < longest && open.size > 0; length++) {
      const scores = await this.next(written);
      for (const row of open) {
        const chosen = scores[row].indexOf(Math.max(...scores[row]));
        if (chosen === end) open.delete(row);
        else written[row].push(chosen);
      }
    }
    return written;
  }

  destroy(): void {
    this.program.destroy();
    this.backend.free(this.buffers);
  }

  private readonly next = async (
    sequences: Parameters<NextClasses>[0],
  ): Promise<Float32Array[]> => {
    const { start, longest } = this.writing;
    const ids = new Int32Array(this.rows * longest);
    sequences.forEach((sequence, row) => {
      ids.set([start, ...sequence].slice(0, longest), row * longest);
    });
    this.backend.write(this.previous, ids);
    this.program.run(1);
    const [all] = await this.backend.read([this.probabilities]);
    const classes = all.length / (this.rows * longest);
    return sequences.map((sequence, row) => {
      const at = (row * longest + Math.min(sequence.length, longest - 1)) * classes;
      return Float32Array.from(all.subarray(at, at + classes), Math.log);
    });
  };
}

/** A field of several examples, the shorter ones filled up with 0. */
function padded(examples: readonly ShownExample[], name: string, { length, dtype }: Region) {
  const each = length / examples.length;
  const all = dtype === 'i32' ? new Int32Array(length) : new Float32Array(length);
  examples.forEach(({ values }, i) => {
    all.set(values[name].data, i * each);
  });
  return all;
}

/** The likeliest answers to an example, which is given as many times as answers are wanted. */
export async function bestAnswers(request: DecoderRequest): Promise<Hypothesis[]> {
  const decoder = await Decoder.create(request);
  try {
    return await decoder.best();
  } finally {
    decoder.destroy();
  }
}

/** Answers in words. `reference`: the right classes, with what follows them; null when they are not known. */
export function decodedOf(
  { classes, writing }: Dataset,
  answers: readonly Hypothesis[],
  reference: ArrayLike<number> | null,
): Decoded {
  const wordsOf = (ids: readonly number[]) => ids.map((id) => classes[id]);
  const textOf = (words: readonly string[]) => writing?.text(words) ?? '';
  const right = reference && Array.from(reference).filter((id) => id >= 0 && id !== writing?.end);
  return {
    written: answers.map(({ classes: ids, logProbability, finished }) => {
      const words = wordsOf(ids);
      return { words, text: textOf(words), logProbability, finished };
    }),
    reference: right && textOf(wordsOf(right)),
  };
}
