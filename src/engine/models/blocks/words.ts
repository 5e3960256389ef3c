import { drop } from '../../layers/drop';
import { keyMask } from '../../layers/masks';
import { add } from '../../ops/add';
import { causalMask } from '../../ops/causal-mask';
import { embedding as takeRows } from '../../ops/embedding';
import { mul } from '../../ops/mul';
import { paddingMask } from '../../ops/padding-mask';
import { reshape } from '../../ops/reshape';
import { scale } from '../../ops/scale';
import { sinusoidalPositions } from '../../ops/sinusoidal-positions';
import { slice } from '../../ops/slice';
import { block } from '../block';

/** Id of the padding word in every vocabulary. */
export const PAD = 0;

interface EmbeddingSettings {
  readonly vocabulary: number;
  readonly width: number;
  /** The vectors start uniform in ± this. */
  readonly limit: number;
  /** Name of the table; `NAME.table` unless given. Two layers with one name share it. */
  readonly table?: string;
  /** What the vectors are multiplied by; 1 unless given. */
  readonly scale?: number;
  /** Which sequence the positions are those of, where a model reads several. */
  readonly sequence?: string;
}

/** A learned vector for each id. `i32[B,T] → f32[B,T,C]`. Table: `NAME.table`, f32[V,C]. */
export const embedding = block<EmbeddingSettings>(
  [1, 1],
  ({ m, name, inputs: [ids], settings }) => {
    const { vocabulary, width, limit, table: tableName = `${name}.table`, sequence } = settings;
    m.section(name === 'embed' ? 'embedding' : name, 'embedding', { sequence });
    const table = m.parameter(tableName, [vocabulary, width], ['V', 'C'], {
      kind: 'uniform',
      limit,
    });
    const axes = [...ids.axes, 'C'] as const;
    const { scale: factor = 1 } = settings;
    const rows = takeRows(m.b, table, ids, {}, factor === 1 ? { name, axes } : { axes });
    return factor === 1 ? rows : scale(m.b, rows, factor, { name, axes });
  },
);

interface PositionSettings {
  readonly kind: 'sinusoidal' | 'learned';
  /** Longest sequence: rows of a learned table. */
  readonly maxLength: number;
  /** Name of the added vectors; `positions` unless given. */
  readonly vectors?: string;
  /** The attention layer with which they are shown, by number; with what is before them unless given. */
  readonly ahead?: number;
}

/** Adds a vector for each position. `f32[B,T,C] → same`. Table, when learned: `positions.table`, f32[T,C]. */
export const positions = block<PositionSettings>([1, 1], ({ m, name, inputs: [x], settings }) => {
  const { kind, maxLength, vectors = 'positions', ahead } = settings;
  if (ahead !== undefined) m.section(name, 'attention', { layer: ahead });
  const [, length, width] = x.type.shape;
  const named = { name: vectors, axes: ['T', 'C'] } as const;
  const added =
    kind === 'sinusoidal'
      ? sinusoidalPositions(m.b, length, width, named)
      : slice(
          m.b,
          m.parameter(`${vectors}.table`, [maxLength, width], ['T', 'C'], {
            kind: 'uniform',
            limit: 1,
          }),
          { axis: 0, start: 0, length },
          named,
        );
  return add(m.b, x, added, { name, axes: ['B', 'T', 'C'] });
});

interface DropoutSettings {
  /** Probability with which an element becomes 0 in training. */
  readonly p: number;
  /** Whose random stream it draws from; the layer's name unless given. */
  readonly of?: string;
}

/** Dropout in training, nothing otherwise. `f32[…] → same` */
export const dropout = block<DropoutSettings>([1, 1], ({ m, name, inputs: [x], settings }) =>
  drop(m, settings.of ?? name, x, settings.p),
);

interface PresentSettings {
  /** Probability with which a whole word is hidden in training; 0 unless given. */
  readonly dropout?: number;
}

/** Where there is a word and no padding. `i32[B,T] → f32[B,T]`, 1 or 0 (hidden in training: 0, others scaled up). */
export const present = block<PresentSettings>([1, 1], ({ m, name, inputs: [ids], settings }) => {
  const mask = paddingMask(m.b, ids, { pad: PAD }, { name, axes: ['B', 'T'], kind: 'mask' });
  // A dropped word is masked like padding; what dropout scales up is still "not 0" to a mask.
  return drop(m, name, mask, settings.dropout ?? 0);
});

/** 0 in place of the vector of padding. Inputs: x, where there are words. `f32[B,T,C], f32[B,T] → f32[B,T,C]` */
export const withoutPadding = block<object>([2, 2], ({ m, name, inputs: [x, words] }) => {
  const [batch, length] = words.type.shape;
  const there = reshape(m.b, words, [batch, length, 1], { axes: ['B', 'T', '1'] });
  return mul(m.b, x, there, { name, axes: x.axes });
});

interface AttentionMaskSettings {
  /** Whether a query may attend only its own position and earlier ones. */
  readonly causal: boolean;
}

/** Which keys a query may attend. `f32[B,T] → f32[B,1,1,T]`, or `f32[B,1,T,T]` when causal */
export const attentionMask = block<AttentionMaskSettings>(
  [1, 1],
  ({ m, name, inputs: [words], settings: { causal } }) => {
    const [, length] = words.type.shape;
    if (!causal) return keyMask(m.b, words, { name });
    return mul(m.b, keyMask(m.b, words), causalMask(m.b, length, length), {
      name,
      axes: ['B', '1', 'Tq', 'Tk'],
      kind: 'mask',
    });
  },
);
