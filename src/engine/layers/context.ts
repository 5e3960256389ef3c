import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { type Init, parameter } from '../ops/source';
import { GraphError } from '../tensor/errors';
import { sameShape, showShape } from '../tensor/shape';
import type { Axis, Shape } from '../tensor/types';

export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Init;
}

/**
 * What layers need to build themselves: the graph, whether it is the training graph (dropout), and
 * the list of parameters with their first values.
 */
export class ModelContext {
  readonly b: Builder;
  readonly training: boolean;
  private readonly specs = new Map<string, ParameterSpec>();

  constructor(b: Builder, training: boolean) {
    this.b = b;
    this.training = training;
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
    return parameter(this.b, shape, { name, axes });
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
