/** Every kind of failure the engine reports; the page maps each code to a sentence of its catalogue. */
export type ErrorCode =
  | 'shape'
  | 'graph'
  | 'plan'
  | 'device'
  | 'share-link'
  | 'experiment'
  | 'input'
  | 'numeric';

/**
 * An error a person can act on: it names the operation, the tensor, what it got, what it expected
 * and the way out. `toJSON` is what crosses the worker boundary.
 */
export class HeedError extends Error {
  readonly code: ErrorCode;
  readonly tensor: string | undefined;

  constructor(code: ErrorCode, message: string, tensor?: string) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.tensor = tensor;
  }

  toJSON(): { code: ErrorCode; message: string; tensor?: string } {
    return {
      code: this.code,
      message: this.message,
      ...(this.tensor === undefined ? {} : { tensor: this.tensor }),
    };
  }
}

/** Shapes or element types that an operation cannot take. */
export class ShapeError extends HeedError {
  constructor(message: string, tensor?: string) {
    super('shape', message, tensor);
  }
}

/** A graph that cannot be built: unknown names, cycles, a gradient of something not differentiable. */
export class GraphError extends HeedError {
  constructor(message: string, tensor?: string) {
    super('graph', message, tensor);
  }
}

/** A graph that cannot be scheduled within the backend's limits. */
export class PlanError extends HeedError {
  constructor(message: string, tensor?: string) {
    super('plan', message, tensor);
  }
}

/** The GPU is absent, was lost, or rejected a shader. */
export class DeviceError extends HeedError {
  constructor(message: string, tensor?: string) {
    super('device', message, tensor);
  }
}

/** A link that is broken, too long, or made by a newer version. */
export class ShareLinkError extends HeedError {
  constructor(message: string) {
    super('share-link', message);
  }
}

/** An experiment or a setting that does not exist or lies outside its range. */
export class ExperimentError extends HeedError {
  constructor(message: string, tensor?: string) {
    super('experiment', message, tensor);
  }
}

/** A value somebody typed, pasted or wrote through the scripting interface that cannot be used. */
export class InputError extends HeedError {
  constructor(message: string, tensor?: string) {
    super('input', message, tensor);
  }
}

/** Numbers that ceased to be finite. */
export class NumericError extends HeedError {
  constructor(message: string, tensor?: string) {
    super('numeric', message, tensor);
  }
}

/** An error as it crosses the worker boundary. */
export function plainError(error: unknown): {
  code: HeedError['code'];
  message: string;
  tensor?: string;
} {
  if (error instanceof HeedError) return error.toJSON();
  return { code: 'device', message: error instanceof Error ? error.message : String(error) };
}
