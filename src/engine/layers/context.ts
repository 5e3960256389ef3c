import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { type Init, input, parameter } from '../ops/source';
import { GraphError } from '../tensor/errors';
import { sameShape, showShape } from '../tensor/shape';
import type { Axis, Shape } from '../tensor/types';

export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Init;
}

/** Numbers that training carries from step to step without a gradient: running statistics. */
export interface StateSpec {
  readonly name: string;
  readonly shape: Shape;
  /** What every element starts with. */
  readonly value: number;
}

/** What a part of a model is to the person who looks at it; the page has a title for each. */
export type SectionKind =
  | 'input'
  | 'embedding'
  | 'attention'
  | 'crossAttention'
  | 'mlp'
  | 'recurrent'
  | 'convolution'
  | 'gate'
  | 'pool'
  | 'discriminator'
  | 'judge'
  | 'head'
  | 'loss';

/** A part of a model under a title of its own: all nodes from `first` on, up to the next section. */
export interface Section {
  readonly id: string;
  readonly kind: SectionKind;
  /** Number of the layer, where there are several of the kind. */
  readonly layer?: number;
  /** Name of the sequence that its positions are those of, and of the one that its keys are. */
  readonly sequence?: string;
  readonly keys?: string;
  /** Id of its first node. */
  readonly first: number;
}

/**
 * What layers need to build themselves: the graph, whether it is the training graph (dropout), and
 * the list of parameters with their first values.
 */
export class ModelContext {
  readonly b: Builder;
  readonly training: boolean;
  private readonly specs = new Map<string, ParameterSpec>();
  private readonly stateSpecs = new Map<string, StateSpec>();
  private readonly stateUpdates = new Map<string, Node>();
  private readonly parts: Section[] = [];
  private readonly role: 'parameter' | 'given';

  /** @param given whether parameters and states have values that nothing changes */
  constructor(b: Builder, training: boolean, given = false) {
    this.b = b;
    this.training = training;
    this.role = given ? 'given' : 'parameter';
  }

  /** Declares a parameter; asking again for the same name gives the same tensor (tied weights). */
  parameter(name: string, shape: Shape, axes: readonly Axis[], init: Init): Node {
    const known = this.b.find(name);
    if (known) {
      if (!sameShape(known.type.shape, shape)) {
        throw new GraphError(
          `Parameter "${name}" has shape ${showShape(known.type.shape)} and is asked for as ${showShape(shape)}.`,
          name,
        );
      }
      return known;
    }
    this.specs.set(name, { name, shape, init });
    return parameter(this.b, shape, { name, axes, role: this.role });
  }

  /** What is built from here on is shown under a title of its own. */
  section(id: string, kind: SectionKind, of: Pick<Section, 'layer' | 'sequence' | 'keys'> = {}) {
    this.parts.push({ id, kind, ...of, first: this.b.nodes.length });
  }

  get sections(): readonly Section[] {
    return this.parts;
  }

  /** Declares a state, which training changes by `update` instead of by a gradient. */
  state(name: string, shape: Shape, axes: readonly Axis[], value: number): Node {
    this.stateSpecs.set(name, { name, shape, value });
    return input(this.b, shape, { name, axes, role: this.role });
  }

  /**
   * What a state becomes after this training step. @throws GraphError when there is no such state,
   * or its new value has another shape
   */
  update(name: string, next: Node): void {
    const shape = this.stateSpecs.get(name)?.shape;
    if (!shape || !sameShape(shape, next.type.shape)) {
      const found = shape ? `has shape ${showShape(shape)}` : 'does not exist';
      throw new GraphError(
        `State "${name}" ${found}; it cannot become "${next.name}" of shape ${showShape(next.type.shape)}.`,
        name,
      );
    }
    this.stateUpdates.set(name, next);
  }

  get states(): readonly StateSpec[] {
    return [...this.stateSpecs.values()];
  }

  /** New values by the name of the state; empty outside training. */
  get updates(): ReadonlyMap<string, Node> {
    return this.stateUpdates;
  }

  get parameters(): readonly ParameterSpec[] {
    return [...this.specs.values()];
  }
}

/** Glorot & Bengio 2010, equation 16: U(±√(6 / (in + out))), keeps the variance of values and gradients. */
export function glorot(inputs: number, outputs: number): Init {
  return { kind: 'uniform', limit: Math.sqrt(6 / (inputs + outputs)) };
}

export const ZERO: Init = { kind: 'constant', value: 0 };
export const ONE: Init = { kind: 'constant', value: 1 };
