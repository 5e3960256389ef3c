import { type Pooled, pooled } from '../inspect/pooled';
import type { Question } from './question';

/** What a picture is wanted of, and how small. */
export interface PictureRequest {
  readonly name: string;
  /** Size of its matrices: the last two axes. */
  readonly rows: number;
  readonly cols: number;
  /** So many cells, down and across, are one pixel. */
  readonly factor: number;
}

/** Small pictures of large tensors, in the order asked for; null for names that do not exist. */
export const pictures: Question<
  { readonly of: readonly PictureRequest[] },
  readonly (Pooled | null)[]
> = async ({ bench: { probe } }, { of }) => {
  const known = of.filter(({ name }) => probe.has(name));
  const values = await probe.read(known.map(({ name }) => name));
  const found = new Map(
    known.map(({ name, rows, cols, factor }, i) => [name, pooled(values[i], rows, cols, factor)]),
  );
  return of.map(({ name }) => found.get(name) ?? null);
};
