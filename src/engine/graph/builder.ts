import { GraphError, HeedError, ShapeError } from '../tensor/errors';
import type { Axis, ValueKind } from '../tensor/types';
import type { Graph, Node, TensorRole } from './node';
import type { AnyOp, Attrs, OpDef } from './op';

export interface NodeOptions {
  /** Omitted: a name is made from the operation and the node is not listed. */
  readonly name?: string;
  readonly role?: TensorRole;
  readonly axes?: readonly Axis[];
  readonly kind?: ValueKind;
  /** Whether a named node is shown to people; true unless said otherwise. */
  readonly listed?: boolean;
}

/**
 * Builds a graph node by node. Names must be unique; shapes are inferred and checked at once, so
 * that a mistake is reported where it was made.
 */
export class Builder implements Graph {
  private readonly list: Node[] = [];
  private readonly names = new Map<string, Node>();
  /** When set, new unnamed nodes take this role: the gradient pass marks its helpers with it. */
  defaultRole: TensorRole = 'activation';

  /** Continues an existing graph, e.g. to append its gradient. */
  static from(graph: Graph): Builder {
    const b = new Builder();
    for (const node of graph.nodes) b.adopt(node);
    return b;
  }

  get nodes(): readonly Node[] {
    return this.list;
  }

  /**
   * Adds a node.
   * @throws ShapeError when the operation cannot take these inputs, GraphError when the name is taken.
   */
  apply<A extends Attrs>(
    op: OpDef<A>,
    inputs: readonly Node[],
    attrs: NoInfer<A>,
    options: NodeOptions = {},
  ): Node {
    const id = this.list.length;
    const name = options.name ?? `${op.name}#${id}`;
    let type: Node['type'];
    try {
      type = op.infer(
        inputs.map((n) => n.type),
        attrs,
      );
    } catch (error) {
      if (!(error instanceof HeedError)) throw error;
      const from = inputs.map((n) => `"${n.name}"`).join(', ');
      throw new ShapeError(`${error.message} (building "${name}" from ${from || 'nothing'})`, name);
    }
    const axes = options.axes ?? type.shape.map((): Axis => '1');
    if (axes.length !== type.shape.length) {
      throw new GraphError(
        `"${name}" has ${type.shape.length} axes but ${axes.length} axis names (${axes.join(', ')}).`,
        name,
      );
    }
    return this.adopt({
      id,
      op: op as AnyOp,
      attrs,
      inputs,
      type,
      name,
      role: options.role ?? this.defaultRole,
      listed: options.name !== undefined && (options.listed ?? true),
      axes,
      kind: options.kind ?? (type.dtype === 'i32' ? 'index' : 'signed'),
    });
  }

  /** The node of that name, if there is one. */
  find(name: string): Node | undefined {
    return this.names.get(name);
  }

  /** @throws GraphError when there is no such tensor. */
  get(name: string): Node {
    const node = this.names.get(name);
    if (!node) throw new GraphError(`There is no tensor named "${name}".`, name);
    return node;
  }

  private adopt(node: Node): Node {
    if (this.names.has(node.name)) {
      throw new GraphError(
        `Two tensors are named "${node.name}"; names must be unique.`,
        node.name,
      );
    }
    this.list.push(node);
    this.names.set(node.name, node);
    return node;
  }
}
