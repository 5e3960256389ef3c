import { NO_TARGET } from '../../models/losses';
import { ExperimentError } from '../../tensor/errors';
import { rowsOf } from '../distances';
import { judgedBy } from '../inspect/measures';
import { eachOf } from '../inspect/over-time';
import type { Question } from './question';

const BATCH = 64;
/** Examples that are told: those with the highest loss, and of each cell of the matrix. */
const WORST = 20;

/** A held-out answer that can be shown. */
export interface JudgedAnswer {
  readonly index: number;
  /** Which of the example's answers, where it has several. */
  readonly position: number;
  readonly target: number;
  readonly answer: number;
  /** In nats. */
  readonly loss: number;
}

/** What a classifier answers to all held-out examples, as of the step that is shown. */
export interface Confusion {
  readonly classes: number;
  /** Row-major: how often the class of the row was right and that of the column was answered. */
  readonly counts: readonly number[];
  /** Of each cell the first example with such an answer; −1 where there is none. */
  readonly examples: readonly number[];
  /** Answers with the highest loss, the highest first, and the example as it is written; '' where it is no text. */
  readonly worst: readonly (JudgedAnswer & { readonly text: string })[];
  readonly answers: number;
}

/** The confusion matrix of the validation data, and the worst answers. Throws an ExperimentError where nothing is classified. */
export const confusion: Question<Record<string, never>, Confusion | null> = async (asking) => {
  const { forward, dataset, batch, loss } = await asking.bench.heldOut(BATCH, ({ b }) => {
    // Scores before softmax, as accuracy is judged by.
    const scores = b.find('probabilities')?.inputs[0];
    if (!scores) throw new ExperimentError('This model does not choose among classes.');
    return [scores];
  });
  try {
    if (loss?.kind !== 'crossEntropy') {
      throw new ExperimentError('This model is not judged by which class it answers.');
    }
    const { count, values } = dataset.validation;
    const targets = values[loss.target];
    const each = targets.length / count;
    let tally: Tally | null = null;
    const starts = Array.from({ length: Math.ceil(count / batch) }, (_, i) => i * batch);
    const done = await eachOf(asking, starts, async (from) => {
      const scores = await forward.run(rowsOf(dataset, from, batch));
      const classes = scores.length / (batch * each);
      tally ??= new Tally(classes);
      const here = Math.min(batch, count - from) * each;
      for (let i = 0; i < here; i++) {
        const target = targets[from * each + i];
        if (target === NO_TARGET) continue;
        const judged = judgedBy(scores.subarray(i * classes, (i + 1) * classes), target);
        tally.add({
          index: from + Math.floor(i / each),
          position: i % each,
          target,
          ...judged,
        });
      }
      tally.keepWorst();
    });
    if (!done || !tally) return null;
    const { worst, ...found } = (tally as Tally).result;
    const textOf = (index: number) => dataset.example('validation', index).text;
    return { ...found, worst: worst.map((one) => ({ ...one, text: textOf(one.index) })) };
  } finally {
    forward.destroy();
  }
};

class Tally {
  private readonly counts: number[];
  private readonly examples: number[];
  private worst: JudgedAnswer[] = [];
  private answers = 0;

  constructor(private readonly classes: number) {
    this.counts = new Array<number>(classes ** 2).fill(0);
    this.examples = new Array<number>(classes ** 2).fill(-1);
  }

  add(judged: JudgedAnswer): void {
    const cell = judged.target * this.classes + judged.answer;
    if (this.counts[cell]++ === 0) this.examples[cell] = judged.index;
    this.answers++;
    this.worst.push(judged);
  }

  keepWorst(): void {
    this.worst.sort((a, b) => b.loss - a.loss);
    this.worst.length = Math.min(WORST, this.worst.length);
  }

  get result() {
    const { classes, counts, examples, worst, answers } = this;
    return { classes, counts, examples, worst, answers };
  }
}
