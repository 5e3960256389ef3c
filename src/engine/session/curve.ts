/** More points than a drawn curve has pixels. */
export const MOST_POINTS = 2000;
/** Of evaluations, which are a hundred steps apart, fewer will do. */
export const MOST_EVALUATIONS = 500;

/**
 * Points of a run that may go on for ever. All are kept until there are too many; from then on each
 * new one takes the place of an older one, so that those that are left lie evenly and the memory
 * that they take stays what it is.
 */
export class Curve<Point extends { readonly step: number }> {
  private readonly kept: Point[] = [];
  private next = 0;

  constructor(
    /** At least 2. */
    private readonly most: number,
    /** Steps between points. Older ones, up to `next`, lie twice as far apart; the others lie so. */
    private stride = 1,
  ) {}

  get points(): readonly Point[] {
    return this.kept;
  }

  /** Whether a point of this step has a place. */
  takes(step: number): boolean {
    return step % this.stride === 0;
  }

  /** @returns whether it was taken: not what lies between the steps that are kept */
  add(point: Point): boolean {
    if (!this.takes(point.step)) return false;
    if (this.kept.length >= this.most) this.drop();
    if (!this.takes(point.step)) return false;
    this.kept.push(point);
    return true;
  }

  /** Takes the oldest point out that lies too close to its neighbours. */
  private drop(): void {
    for (;;) {
      for (; this.next < this.kept.length; this.next++) {
        if (this.kept[this.next].step % (2 * this.stride) === 0) continue;
        this.kept.splice(this.next, 1);
        return;
      }
      this.stride *= 2;
      this.next = 0;
    }
  }
}
