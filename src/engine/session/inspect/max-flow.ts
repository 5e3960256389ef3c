/** An edge with how much may flow along it. */
export interface FlowEdge {
  readonly from: number;
  readonly to: number;
  readonly capacity: number;
}

/** What is left of a capacity below this is rounding. */
const NOTHING = 1e-12;

/**
 * A network whose maximum flow between many pairs of nodes is wanted: built once, emptied for each.
 * Source: Dinic 1970; as in Cormen et al. (Introduction to Algorithms), blocking flows in level graphs.
 */
export class FlowNetwork {
  /** Edges come in pairs: one with its capacity, and one back. */
  private readonly to: Int32Array;
  private readonly capacity: Float64Array;
  private readonly left: Float64Array;
  /** Edges that leave a node: `leaving[first[v]] … leaving[first[v + 1] − 1]`. */
  private readonly first: Int32Array;
  private readonly leaving: Int32Array;
  private readonly level: Int32Array;
  private readonly next: Int32Array;
  private readonly queue: Int32Array;

  constructor(
    private readonly nodes: number,
    edges: readonly FlowEdge[],
  ) {
    const count = 2 * edges.length;
    this.to = new Int32Array(count);
    this.capacity = new Float64Array(count);
    this.left = new Float64Array(count);
    this.first = new Int32Array(nodes + 1);
    this.leaving = new Int32Array(count);
    this.level = new Int32Array(nodes);
    this.next = new Int32Array(nodes);
    this.queue = new Int32Array(nodes);
    for (const { from, to } of edges) {
      this.first[from + 1]++;
      this.first[to + 1]++;
    }
    for (let v = 0; v < nodes; v++) this.first[v + 1] += this.first[v];
    const filled = this.first.slice(0, nodes);
    for (const [i, { from, to, capacity }] of edges.entries()) {
      this.to[2 * i] = to;
      this.to[2 * i + 1] = from;
      this.capacity[2 * i] = capacity;
      this.leaving[filled[from]++] = 2 * i;
      this.leaving[filled[to]++] = 2 * i + 1;
    }
  }

  /** The most that can flow from one node to another. */
  maximum(source: number, sink: number): number {
    this.left.set(this.capacity);
    let flow = 0;
    while (this.findLevels(source, sink)) {
      this.next.set(this.first.subarray(0, this.nodes));
      for (;;) {
        const sent = this.send(source, sink, Infinity);
        if (sent <= NOTHING) break;
        flow += sent;
      }
    }
    return flow;
  }

  /** Levels by the number of edges from the source. @returns whether the sink can be reached */
  private findLevels(source: number, sink: number): boolean {
    const { level, queue, first, leaving, left, to } = this;
    level.fill(-1);
    level[source] = 0;
    queue[0] = source;
    for (let head = 0, tail = 1; head < tail; head++) {
      const v = queue[head];
      for (let i = first[v]; i < first[v + 1]; i++) {
        const w = to[leaving[i]];
        if (level[w] >= 0 || left[leaving[i]] <= NOTHING) continue;
        level[w] = level[v] + 1;
        queue[tail++] = w;
      }
    }
    return level[sink] >= 0;
  }

  /** Sends along one way of rising levels; edges that lead nowhere are not tried again. */
  private send(v: number, sink: number, most: number): number {
    if (v === sink) return most;
    const { level, next, first, leaving, left, to } = this;
    for (; next[v] < first[v + 1]; next[v]++) {
      const edge = leaving[next[v]];
      const w = to[edge];
      if (level[w] !== level[v] + 1 || left[edge] <= NOTHING) continue;
      const sent = this.send(w, sink, Math.min(most, left[edge]));
      if (sent <= NOTHING) continue;
      left[edge] -= sent;
      left[edge ^ 1] += sent;
      return sent;
    }
    return 0;
  }
}
