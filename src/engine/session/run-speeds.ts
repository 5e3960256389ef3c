/** One chunk of steps in so many is timed: where a device works ahead, timing one means waiting for it. */
const TIMED_OF = 8;
/** After so much measured time (ms) what was measured before counts half. */
const MEMORY = 1000;

/** How fast each of several models is trained that take their steps in turn. */
export class RunSpeeds {
  private readonly steps: Float64Array;
  private readonly spent: Float64Array;
  private chunk = 0;

  constructor(private readonly count: number) {
    this.steps = new Float64Array(count);
    this.spent = new Float64Array(count);
  }

  /** Forgets what was measured. */
  clear(): void {
    this.steps.fill(0);
    this.spent.fill(0);
    this.chunk = 0;
  }

  /** Whether the next chunk is one to be timed; one model alone has the speed of all. */
  next(): boolean {
    return this.count > 1 && this.chunk++ % TIMED_OF === 0;
  }

  /** Takes down that a model has taken so many steps in so many milliseconds. */
  add(run: number, steps: number, milliseconds: number): void {
    if (this.spent[run] > MEMORY) {
      this.steps[run] /= 2;
      this.spent[run] /= 2;
    }
    this.steps[run] += steps;
    this.spent[run] += milliseconds;
  }

  /** Steps per second of each model, if it were trained alone; empty until all are measured. */
  get perSecond(): readonly number[] {
    if (this.spent.some((spent) => spent === 0)) return [];
    return Array.from(this.steps, (steps, run) => (1000 * steps) / this.spent[run]);
  }
}
