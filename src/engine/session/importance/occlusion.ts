import type { TensorData } from '../../tensor/types';
import type { Subject } from '../subject';
import { type Copies, repeated } from './copies';
import type { Feature } from './features';

/** What stands in the place of an element that is taken out. */
export type Replacement = 'unknown' | 'padding' | 'zero' | 'mean';

const [PADDING, UNKNOWN] = [0, '[unk]'];
/** A picture is covered by so many patches along its shorter side, or by single pixels. */
const PATCHES = 8;

/**
 * The score without each element of an input. Words become the unknown word, or padding where the
 * vocabulary has none; words of a data set without padding lose their vector; a patch of a picture
 * and a position of other numbers become the mean of them all.
 * @returns the scores, one for each element; those of a patch are the same
 */
export async function withoutEach(
  subject: Subject,
  copies: Copies,
  feature: Feature,
  input: TensorData,
  scoreOf: (logits: TensorData, copy: number) => number,
): Promise<{ readonly replacement: Replacement; readonly scores: Float32Array }> {
  const count = feature.shape.reduce((all, size) => all * size, 1);
  const groups = groupsOf(feature);
  const write = writerOf(subject, copies, feature, input);
  const scores = new Float32Array(count);
  for (let first = 0; first < groups.length; first += copies.copies) {
    const batch = groups.slice(first, first + copies.copies);
    write.without(batch);
    const [logits] = await copies.run(['logits']);
    for (const [copy, elements] of batch.entries()) {
      for (const element of elements) scores[element] = scoreOf(logits, copy);
    }
  }
  copies.restore(write.tensor);
  return { replacement: write.replacement, scores };
}

/** Elements that are taken out together. */
function groupsOf({ kind, shape }: Feature): number[][] {
  if (kind !== 'picture') return Array.from({ length: shape[0] }, (_, i) => [i]);
  const [rows, columns] = shape;
  const side = Math.max(1, Math.ceil(Math.min(rows, columns) / PATCHES));
  const groups = new Map<number, number[]>();
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const patch = Math.floor(y / side) * columns + Math.floor(x / side);
      groups.set(patch, [...(groups.get(patch) ?? []), y * columns + x]);
    }
  }
  return [...groups.values()];
}

interface Writer {
  readonly replacement: Replacement;
  /** What is written, to be restored afterwards. */
  readonly tensor: string;
  /** Each copy without some elements. */
  readonly without: (batch: readonly (readonly number[])[]) => void;
}

function writerOf(
  { dataset }: Subject,
  copies: Copies,
  feature: Feature,
  input: TensorData,
): Writer {
  const { field, tensor, kind, shape } = feature;
  if (kind !== 'words') {
    const mean = meansOf(feature, input);
    const without: Writer['without'] = (batch) => {
      const values = repeated(input, copies.copies);
      for (const [copy, elements] of batch.entries()) {
        forEach(feature, input.length, elements, (i) => {
          values[copy * input.length + i] = mean(i);
        });
      }
      copies.replace(tensor, values);
    };
    return { replacement: 'mean', tensor, without };
  }
  const unknown = dataset.vocabulary.indexOf(UNKNOWN);
  if (field === dataset.wordField && (unknown >= 0 || dataset.vocabulary[PADDING] === '[pad]')) {
    const ids = copies.given(field);
    const without: Writer['without'] = (batch) => {
      const values = repeated(ids, copies.copies);
      for (const [copy, elements] of batch.entries()) {
        for (const element of elements) {
          values[copy * ids.length + element] = unknown >= 0 ? unknown : PADDING;
        }
      }
      copies.replace(field, values);
    };
    return { replacement: unknown >= 0 ? 'unknown' : 'padding', tensor: field, without };
  }
  const width = input.length / shape[0];
  const without: Writer['without'] = (batch) => {
    const mask = new Float32Array(input.length * copies.copies);
    for (const [copy, [element]] of batch.entries()) {
      const from = copy * input.length + element * width;
      mask.fill(1, from, from + width);
    }
    copies.replace(tensor, new Float32Array(mask.length), mask);
  };
  return { replacement: 'zero', tensor, without };
}

/** The mean of the channel of a picture, or of the column of other numbers, that a number belongs to. */
function meansOf({ kind, shape }: Feature, input: TensorData): (i: number) => number {
  const count = shape.reduce((all, size) => all * size, 1);
  const other = input.length / count;
  const lineOf = (i: number) => (kind === 'picture' ? Math.floor(i / count) : i % other);
  const sums = new Float64Array(other);
  for (let i = 0; i < input.length; i++) sums[lineOf(i)] += input[i] / count;
  return (i) => sums[lineOf(i)];
}

/** Every number of some elements. */
function forEach(
  { kind, shape }: Feature,
  length: number,
  elements: readonly number[],
  visit: (i: number) => void,
): void {
  const count = shape.reduce((all, size) => all * size, 1);
  const other = length / count;
  for (const element of elements) {
    for (let c = 0; c < other; c++) {
      visit(kind === 'picture' ? c * count + element : element * other + c);
    }
  }
}
