import type { NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { alibiBias } from '../ops/alibi';
import { embedding } from '../ops/embedding';
import { relativeBuckets } from '../ops/relative-buckets';
import { type RotaryPairs, rotary, rotaryTable } from '../ops/rotary';
import { sinusoidalPositions } from '../ops/sinusoidal-positions';
import { slice } from '../ops/slice';
import { transpose } from '../ops/transpose';
import { type ModelContext, ZERO } from './context';
import { refuse, requireCount, requireRank } from './settings';

/**
 * How a model knows where its words are. One value serves the whole model: {@link addPositions}
 * adds what belongs to the words, and every attention layer adds what belongs to it.
 */
export type Positions =
  | { readonly kind: 'none' }
  /** Sines and cosines added to the words. Vaswani et al. 2017, section 3.5. */
  | { readonly kind: 'sinusoidal' }
  /** A learned vector for each position, added to the words. Gehring et al. 2017, section 3.1. */
  | {
      readonly kind: 'learned';
      /** Positions that the table has. */
      readonly maxLength: number;
      /** The table starts uniform in ± this; 1 unless given. */
      readonly limit?: number;
    }
  /** Queries and keys turned by angles that grow with the position. Su et al. 2021, section 3.2. */
  | {
      readonly kind: 'rotary';
      /** Longest wavelength, divided by 2π; 10,000 unless given. */
      readonly base?: number;
      /** Elements that turn together; neighbours unless given. */
      readonly pairs?: RotaryPairs;
      /** How many elements of a head are turned; all unless given. */
      readonly width?: number;
    }
  /** Scores lowered by distance, at a slope for each head. Press et al. 2022, section 3. */
  | { readonly kind: 'alibi' }
  /** A learned bias for each head and bucket of distances. Raffel et al. 2020, section 2.1. */
  | {
      readonly kind: 't5';
      /** 32 unless given. */
      readonly buckets?: number;
      /** From this distance on, all share a bucket; 128 unless given. */
      readonly maxDistance?: number;
      /** Whether keys after the query have buckets of their own; true unless given. */
      readonly bidirectional?: boolean;
      /** Name of the table; layers that give the same share it. `<path>.positions.table` unless given. */
      readonly table?: string;
    };

/**
 * Words with what their positions add to them; the words themselves for kinds that work within
 * attention. `f32[B,T,C] → same`
 * Tensors: `<path>`, the positions, f32[T,C]; `<path>.table`; `<path>.out`, the sum, unless named
 * otherwise.
 * @throws GraphError when a learned table is shorter than the words
 */
export function addPositions(
  m: ModelContext,
  path: string,
  x: Node,
  positions: Positions,
  options?: NodeOptions,
): Node {
  if (positions.kind !== 'sinusoidal' && positions.kind !== 'learned') return x;
  requireRank(path, 'the input', x, 'B,T,C');
  const [, length, width] = x.type.shape;
  const axes = ['T', 'C'] as const;
  let added: Node;
  if (positions.kind === 'sinusoidal') {
    added = sinusoidalPositions(m.b, length, width, { name: path, axes });
  } else {
    const { maxLength, limit = 1 } = positions;
    requireCount(path, 'the number of learned positions', maxLength, 1);
    if (length > maxLength) {
      refuse(
        path,
        `there are ${length} positions and a table of ${maxLength}; learn more positions or shorten the input.`,
      );
    }
    const table = m.parameter(`${path}.table`, [maxLength, width], axes, {
      kind: 'uniform',
      limit,
    });
    added = slice(m.b, table, { axis: 0, start: 0, length }, { name: path, axes });
  }
  return add(m.b, x, added, { name: `${path}.out`, axes: x.axes, ...options });
}

/**
 * Queries or keys turned by their positions; as they are for other kinds. `f32[B,H,T,D] → same`
 * Tensors: `<name>Table`, cosines and sines; `<name>Rotated`.
 * @throws GraphError when an odd number of elements, or more than there are, would be turned
 */
export function rotated(
  m: ModelContext,
  path: string,
  name: 'q' | 'k',
  x: Node,
  positions: Positions,
): Node {
  if (positions.kind !== 'rotary') return x;
  const [, , length, headWidth] = x.type.shape;
  const { width = headWidth, base = 10_000, pairs = 'adjacent' } = positions;
  if (!Number.isInteger(width) || width < 2 || width % 2 !== 0 || width > headWidth) {
    refuse(
      path,
      `rotary positions would turn ${width} of the ${headWidth} elements of a head; they turn pairs, so choose an even number up to ${headWidth}.`,
    );
  }
  if (!(base > 0 && Number.isFinite(base))) {
    refuse(path, `the base of the rotary positions is ${base}; it must be a number above 0.`);
  }
  const table = rotaryTable(m.b, { length, width, base }, { name: `${path}.${name}Table` });
  return rotary(m.b, x, table, { pairs }, { name: `${path}.${name}Rotated`, axes: x.axes });
}

export interface PositionBiasOptions {
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
}

/**
 * What the distance of query and key adds to each score, f32[H,Tq,Tk]; nothing for kinds that work
 * otherwise. Tensors: `<path>.positions`; for T5 also `.positions.buckets` and `.positions.table`.
 */
export function positionBias(
  m: ModelContext,
  path: string,
  positions: Positions,
  { heads, queries, keys }: PositionBiasOptions,
): Node | undefined {
  const named = { name: `${path}.positions`, axes: ['H', 'Tq', 'Tk'] } as const;
  if (positions.kind === 'alibi') return alibiBias(m.b, { heads, queries, keys }, named);
  if (positions.kind !== 't5') return undefined;
  const { buckets = 32, maxDistance = 128, bidirectional = true } = positions;
  const { table: name = `${path}.positions.table` } = positions;
  const table = m.parameter(name, [buckets, heads], ['R', 'H'], ZERO);
  const ids = relativeBuckets(
    m.b,
    { queries, keys, buckets, maxDistance, bidirectional },
    { name: `${path}.positions.buckets` },
  );
  const byPair = embedding(m.b, table, ids, {}, { axes: ['Tq', 'Tk', 'H'] });
  return transpose(m.b, byPair, { order: [2, 0, 1] }, named);
}
