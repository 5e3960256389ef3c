import { Curve } from './curve';

/** What snapshots of a run may take of the memory, in bytes. */
const TIMELINE_BUDGET = 64_000_000;
/** Steps between two snapshots, once the run is past its first ones. */
export const SNAPSHOT_EVERY = 100;
/** More than can be told apart on a slider. */
const MOST_SNAPSHOTS = 100;
/** Where a run changes most, the most telling first. */
const EARLY = [10, 50, 2, 20, 5, 1];
/** Below this there is nothing to look back to: the beginning and one other. */
const FEWEST = 2;

/** All that a run consists of after a step: of each model its parameters, moments and states. */
export interface Snapshot {
  readonly step: number;
  readonly weights: readonly Float32Array[];
}

/**
 * Snapshots of a run, taken before training goes on from a step. There are a few of the first steps,
 * and from then on as many as memory allows, which lie evenly over the run: when it is full, each new
 * one takes the place of an older one.
 */
export class Timeline {
  /** Changes with every snapshot that comes or goes. */
  version = 0;
  /** Of first steps, and of where a run began that was loaded. */
  private readonly kept = new Map<number, Snapshot>();
  private readonly early: readonly number[];
  private readonly most: number;
  private even: Curve<Snapshot>;
  private start: number | null = null;

  /** @param bytesEach what one snapshot takes */
  constructor(
    private readonly bytesEach: number,
    readonly budget = TIMELINE_BUDGET,
  ) {
    const most = Math.min(MOST_SNAPSHOTS, Math.floor(budget / Math.max(1, bytesEach)));
    this.early = EARLY.slice(0, Math.floor(most / 3)).sort((a, b) => a - b);
    this.most = Math.max(FEWEST, most - this.early.length);
    this.even = this.empty();
  }

  /** Steps of which there is a snapshot, in order. */
  get steps(): readonly number[] {
    return [...this.kept.keys(), ...this.even.points.map(({ step }) => step)].sort((a, b) => a - b);
  }

  /** What all of them take. */
  get bytes(): number {
    return this.bytesEach * (this.kept.size + this.even.points.length);
  }

  at(step: number): Snapshot | undefined {
    return this.kept.get(step) ?? this.even.points.find((snapshot) => snapshot.step === step);
  }

  /** Whether a snapshot is to be taken before training goes on from a step. */
  wants(step: number): boolean {
    return (this.isKept(step) || this.even.takes(step)) && this.at(step) === undefined;
  }

  /** The next step after this one at which a snapshot may be wanted. */
  next(step: number): number {
    const regular = (Math.floor(step / SNAPSHOT_EVERY) + 1) * SNAPSHOT_EVERY;
    return this.early.find((early) => early > step) ?? regular;
  }

  add(snapshot: Snapshot): void {
    if (this.isKept(snapshot.step)) this.kept.set(snapshot.step, snapshot);
    else this.even.add(snapshot);
    this.version++;
  }

  /** A run that did not begin here goes on from this step, which is kept like the first ones. */
  startFrom(step: number): void {
    this.start = step;
  }

  /** Drops the snapshot of a step whose numbers were changed by hand: it is taken again. */
  forget(step: number): void {
    if (this.at(step)) this.retain((snapshot) => snapshot.step !== step);
  }

  /** Drops what came after a step. */
  rewind(step: number): void {
    this.retain((snapshot) => snapshot.step <= step);
  }

  clear(): void {
    this.start = null;
    this.retain(() => false);
  }

  private isKept(step: number): boolean {
    return this.early.includes(step) || (step === this.start && step % SNAPSHOT_EVERY !== 0);
  }

  private retain(keep: (snapshot: Snapshot) => boolean): void {
    for (const snapshot of this.kept.values()) {
      if (!keep(snapshot)) this.kept.delete(snapshot.step);
    }
    const { points } = this.even;
    this.even = this.empty();
    for (const snapshot of points.filter(keep)) this.even.add(snapshot);
    this.version++;
  }

  private empty(): Curve<Snapshot> {
    return new Curve(this.most, SNAPSHOT_EVERY);
  }
}
