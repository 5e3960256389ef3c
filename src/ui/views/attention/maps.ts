import type { ModelInfo, Stage, TensorInfo } from '../../../engine/session/client';
import { isPattern } from '../computation/shown';

/** Who attends whom: a sequence itself, another one, or one query all keys. */
export type AttentionKind = 'self' | 'cross' | 'single';

/** The attention weights of one layer of a model. */
export interface AttentionMap {
  readonly info: TensorInfo;
  readonly stage: Stage;
  readonly kind: AttentionKind;
  /** Path of the stack of layers it belongs to: `encoder`, `decoder`; its own where it stands alone. */
  readonly stack: string;
  readonly layer: number | undefined;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
}

/** Every layer of attention of a model, in the order of the computation. */
export function attentionMaps(model: ModelInfo): AttentionMap[] {
  const patterns = model.tensors.filter(
    ({ name, values }) => isPattern(name) && values === 'probability' && !name.startsWith('grad:'),
  );
  return patterns.flatMap((info) => {
    const { shape, axes } = info;
    const stage = model.stages.find(({ rows }) =>
      rows.some((row) => row.some(({ tensor }) => tensor === info.name)),
    );
    const [queries, keys] = shape.length < 2 ? [1, shape[0] ?? 1] : shape.slice(-2);
    const heads = shape[axes.indexOf('H')] ?? 1;
    // Segments of one example side by side are shown as the table of the whole.
    if (!stage || heads * queries * keys !== shape.reduce((n, size) => n * size, 1)) return [];
    const { kind, layer } = stage;
    return [
      {
        info,
        stage,
        kind: queries === 1 ? 'single' : kind === 'crossAttention' ? 'cross' : 'self',
        stack: layer === undefined ? stage.id : info.name.split(`.${layer}.`)[0],
        layer,
        heads,
        queries,
        keys,
      } satisfies AttentionMap,
    ];
  });
}

/** Layers that belong under one title. */
export interface AttentionGroup {
  readonly id: string;
  readonly kind: AttentionKind;
  readonly stack: string;
  readonly maps: readonly AttentionMap[];
}

/** Layers in groups: those of one stack and kind together, in the order of the first of each. */
export function attentionGroups(maps: readonly AttentionMap[]): AttentionGroup[] {
  const groups = new Map<string, AttentionMap[]>();
  for (const map of maps) {
    const id = `${map.stack} ${map.kind}`;
    groups.set(id, [...(groups.get(id) ?? []), map]);
  }
  return [...groups].map(([id, own]) => ({
    id,
    kind: own[0].kind,
    stack: own[0].stack,
    maps: own,
  }));
}

/** Groups whose layers pass on to one another: self-attention over the same positions, more than once. */
export function layeredGroups(maps: readonly AttentionMap[]): AttentionGroup[] {
  return attentionGroups(maps).filter(
    ({ kind, maps: own }) =>
      kind === 'self' &&
      own.length > 1 &&
      own.every(({ queries, keys }) => queries === own[0].queries && keys === queries),
  );
}

/** The cell of a query and a key of a head. */
export function cellOf({ info }: AttentionMap, head: number, query: number, key: number): number[] {
  const last = info.shape.length - 1;
  return info.axes.map((axis, i) => {
    if (i === last) return key;
    if (axis === 'H') return head;
    return i === last - 1 ? query : 0;
  });
}

export interface Pair {
  readonly query: number;
  readonly key: number;
}

/** The query and the key that a cell is about. */
export function pairOf(cell: readonly number[]): Pair {
  return { query: cell.length < 2 ? 0 : cell[cell.length - 2], key: cell[cell.length - 1] };
}

/** The head that a cell is of. */
export function headOfCell({ info }: AttentionMap, cell: readonly number[]): number {
  return cell[info.axes.indexOf('H')] ?? 0;
}
