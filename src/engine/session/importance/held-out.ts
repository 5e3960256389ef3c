import type { Node } from '../../graph/node';
import { overrideNames, placesOfSources, withOverrides } from '../../autodiff/overrides';
import { advanceCursor, recordStep } from '../../optim/bookkeeping';
import type { Region } from '../../plan/step';
import { aligned } from '../../plan/plan';
import { GraphError } from '../../tensor/errors';
import { sizeOf } from '../../tensor/shape';
import { evaluationOf, judged, measures, type Passes } from '../evaluation';
import { Program } from '../program';
import type { Subject } from '../subject';
import { RING_WIDTH } from '../trainer-memory';
import { type Attention, attentionsOf } from './attentions';

/** How good a model is: loss as in training's evaluation, share of right answers; null where there is no such measure. */
export interface Judged {
  readonly loss: number;
  readonly accuracy: number | null;
}

/**
 * The evaluation of training once more, with the attention of the model replaceable. It reads
 * parameters and validation data where training has them.
 */
export class HeldOut {
  private constructor(
    private readonly subject: Subject,
    private readonly program: Program,
    private readonly nodes: ReadonlyMap<string, Node>,
    private readonly ring: Region,
    private readonly passes: Passes,
    readonly attentions: readonly Attention[],
  ) {}

  static async create(subject: Subject): Promise<HeldOut> {
    const { backend, prefix, model, dataset, parameters, data } = subject;
    const { graph, ...passes } = evaluationOf(model, dataset, subject.trainedWith);
    const attentions = attentionsOf(evaluationOf(model, dataset).graph.b);
    const replaceable = attentions.flatMap(({ z, scores }) => [z, scores]);
    const { b } = withOverrides(graph.b, new Set(replaceable));
    const nothing = regionOf(`${prefix}.nothing`, 1);
    const ring = regionOf(`${prefix}.ring`, passes.batches * RING_WIDTH);
    const known = new Set(measures(graph).map(({ name }) => name));
    const program = await Program.create({
      backend,
      prefix,
      graph: b,
      outputs: [...known, ...attentions.map(({ z }) => z)],
      placed: placesOfSources(b, new Map([...parameters, ...data.regions('validation')])),
      further: [nothing, ring].map(({ buffer, length }) => ({
        name: buffer,
        length: aligned(length),
      })),
      after: (region) => {
        const of = (name: string) => (known.has(name) ? region(name) : nothing);
        const [loss, accuracy, gradNorm] = ['loss', 'accuracy', 'exact'].map(of);
        return [recordStep({ loss, accuracy, gradNorm, ring, counter: 'cursor' }), advanceCursor()];
      },
    });
    backend.write(nothing, Float32Array.of(Number.NaN));
    const nodes = new Map(replaceable.map((name) => [name, b.get(name)]));
    return new HeldOut(subject, program, nodes, ring, passes, attentions);
  }

  get examples(): number {
    return this.passes.examples;
  }

  /** @throws GraphError when there is no such tensor among the replaceable ones */
  node(name: string): Node {
    const node = this.nodes.get(name);
    if (!node) throw new GraphError(`"${name}" cannot be replaced here.`, name);
    return node;
  }

  /** Puts values where the mask is not 0, in every batch. */
  replace(name: string, mask: Float32Array, values: Float32Array): void {
    const helpers = overrideNames(name);
    this.program.write(helpers.mask, mask);
    this.program.write(helpers.values, values);
  }

  /** Leaves a tensor as it is computed. */
  restore(name: string): void {
    this.program.write(
      overrideNames(name).mask,
      new Float32Array(sizeOf(this.node(name).type.shape)),
    );
  }

  /** Goes through all held-out examples with what is replaced at present. */
  async judge(): Promise<Judged> {
    const { backend } = this.subject;
    backend.setRuntime({ cursor: 0 });
    this.program.run(this.passes.batches);
    const [ring] = await backend.read([this.ring]);
    const { loss, accuracy } = judged(ring, this.passes);
    return { loss, accuracy: Number.isNaN(accuracy) ? null : accuracy };
  }

  /** The mean of a tensor over all held-out examples, once for each of a batch, in its shape. */
  async meanOf(name: string): Promise<Float32Array> {
    const { batches, batch, examples } = this.passes;
    const size = sizeOf(this.node(name).type.shape);
    const each = size / batch;
    const sum = new Float64Array(each);
    this.subject.backend.setRuntime({ cursor: 0 });
    for (let i = 0; i < batches; i++) {
      this.program.run(1);
      const [values] = await this.program.read([name]);
      const counted = Math.min(batch, examples - i * batch) * each;
      for (let at = 0; at < counted; at++) sum[at % each] += values[at];
    }
    return Float32Array.from({ length: size }, (_, at) => sum[at % each] / examples);
  }

  destroy(): void {
    this.program.destroy();
  }
}

function regionOf(buffer: string, length: number): Region {
  return { buffer, offset: 0, length, dtype: 'f32' };
}
