import type { MetricPoint, Metrics, ValidationPoint } from './api';

/** Beyond this many points every second one is dropped: a curve has no more pixels than that. */
const MAX_POINTS = 40_000;

/** Loss and accuracy over the steps of a run. */
export class History {
  private train: MetricPoint[] = [];
  private validation: ValidationPoint[] = [];
  private stride = 1;
  private sentTrain = 0;
  private sentValidation = 0;
  private restarted = true;

  clear(): void {
    this.train = [];
    this.validation = [];
    this.stride = 1;
    this.sentTrain = 0;
    this.sentValidation = 0;
    this.restarted = true;
  }

  addTrain(point: MetricPoint): void {
    if (point.step % this.stride !== 0) return;
    this.train.push(point);
    if (this.train.length <= MAX_POINTS) return;
    this.stride *= 2;
    this.train = this.train.filter((p) => p.step % this.stride === 0);
    this.sentTrain = 0;
    this.sentValidation = 0;
    this.restarted = true;
  }

  addValidation(point: ValidationPoint): void {
    this.validation.push(point);
  }

  get all(): Metrics {
    return { train: this.train, validation: this.validation };
  }

  get latest(): MetricPoint | undefined {
    return this.train[this.train.length - 1];
  }

  /** Points that were not taken before, and whether the receiver must forget what it has. */
  takeNew(): { metrics: Metrics; restarted: boolean } {
    const metrics = {
      train: this.train.slice(this.sentTrain),
      validation: this.validation.slice(this.sentValidation),
    };
    const { restarted } = this;
    this.sentTrain = this.train.length;
    this.sentValidation = this.validation.length;
    this.restarted = false;
    return { metrics, restarted };
  }
}
