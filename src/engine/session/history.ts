import type { MetricPoint, Metrics, ValidationPoint } from './api';
import { Curve, MOST_EVALUATIONS, MOST_POINTS } from './curve';

/** Loss and accuracy over the steps of a run. */
export class History {
  private readonly train = new Series<MetricPoint>(MOST_POINTS);
  private readonly validation = new Series<ValidationPoint>(MOST_EVALUATIONS);
  private restarted = true;

  clear(): void {
    this.train.clear();
    this.validation.clear();
    this.restarted = true;
  }

  /** Forgets what came after a step. */
  rewind(step: number): void {
    this.train.rewind(step);
    this.validation.rewind(step);
    this.restarted = true;
  }

  addTrain(point: MetricPoint): void {
    this.train.add(point);
  }

  addValidation(point: ValidationPoint): void {
    this.validation.add(point);
  }

  get all(): Metrics {
    return { train: this.train.curve.points, validation: this.validation.curve.points };
  }

  /** The last training step's. */
  get latest(): MetricPoint | undefined {
    return this.train.latest;
  }

  /** Points that were not taken before, and whether the receiver must forget what it has. */
  takeNew(): { metrics: Metrics; restarted: boolean } {
    const restarted = this.restarted || this.train.missed || this.validation.missed;
    const metrics = {
      train: this.train.take(restarted),
      validation: this.validation.take(restarted),
    };
    this.restarted = false;
    return { metrics, restarted };
  }
}

/** A curve, and what of it has not been taken yet. */
class Series<Point extends { readonly step: number }> {
  curve: Curve<Point>;
  latest: Point | undefined;
  /** Whether more came than is worth keeping until somebody takes it: then the curve itself is. */
  missed = false;
  private fresh: Point[] = [];

  constructor(private readonly most: number) {
    this.curve = new Curve(most);
  }

  clear(): void {
    this.curve = new Curve(this.most);
    this.latest = undefined;
    this.take(true);
  }

  rewind(step: number): void {
    const points = this.curve.points.filter((point) => point.step <= step);
    this.clear();
    for (const point of points) this.add(point);
  }

  add(point: Point): void {
    this.latest = point;
    if (!this.curve.add(point) || this.missed) return;
    this.fresh.push(point);
    if (this.fresh.length <= this.most) return;
    this.missed = true;
    this.fresh = [];
  }

  take(all: boolean): readonly Point[] {
    const taken = all ? [...this.curve.points] : this.fresh;
    this.fresh = [];
    this.missed = false;
    return taken;
  }
}
