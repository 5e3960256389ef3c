import { useMemo } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { tensorInfo, useShownLayer } from '../computation/shown';
import {
  gradientOf,
  leaveCell,
  select,
  setHead,
  setHovered,
  setLayer,
  useView,
  viewStore,
  withoutGradient,
} from '../../stores/view-store';
import { attentionStore, useAttention } from './attention-store';
import { type AttentionMap, attentionMaps, cellOf, headOfCell, type Pair, pairOf } from './maps';

export function useMaps(model: ModelInfo): readonly AttentionMap[] {
  return useMemo(() => attentionMaps(model), [model]);
}

/** A name without its last part: what the tensors of one layer have in common. */
const pathOf = (name: string): string => name.replace(/[^.]*$/, '');

/** The layer of attention that is shown: that of the chosen tensor, else of the chosen layer, else the one to look at first. */
export function useShownMap(model: ModelInfo, maps: readonly AttentionMap[]): AttentionMap {
  const chosen = useView((view) => view.selected?.tensor);
  const picked = useView((view) => view.layer);
  const layer = useShownLayer(model);
  const name = chosen === undefined ? '' : withoutGradient(chosen);
  const focus = maps.find(({ info }) => info.name === model.focus) ?? maps[maps.length - 1];
  return (
    maps.find(({ info }) => info.name === name) ??
    maps.find(({ info }) => name !== '' && pathOf(info.name) === pathOf(name)) ??
    (picked === null || focus.layer === layer
      ? focus
      : (maps.findLast((map) => map.layer === layer) ?? focus))
  );
}

/** The head of a layer that is shown, never one it has not. */
export function useHeadOf(map: AttentionMap): number {
  const head = useView((view) => view.head);
  return Math.min(head, map.heads - 1);
}

/** What is shown of a layer: its weights, their gradient, the product of both, or what edits and interventions change in the weights. */
export type Quantity = 'weights' | 'gradient' | 'product' | 'difference';

/** @param map whose gradient is meant: without one, its weights are shown */
export function useQuantity(model: ModelInfo, map: AttentionMap): Quantity {
  const mode = useView((view) => view.mode);
  const product = useAttention((state) => state.product);
  if (mode === 'difference') return 'difference';
  if (mode !== 'gradient' || !hasGradient(model, map)) return 'weights';
  return product ? 'product' : 'gradient';
}

export function hasGradient(model: ModelInfo, { info }: AttentionMap): boolean {
  return tensorInfo(model, gradientOf(info.name)) !== undefined;
}

/** The name under which the page has the values: the product is its own, see ./derived. */
export function tensorOf({ info }: AttentionMap, quantity: Quantity): string {
  if (quantity === 'weights') return info.name;
  if (quantity === 'difference') return `difference:${info.name}`;
  return quantity === 'gradient' ? gradientOf(info.name) : `page:${info.name}⊙gradient`;
}

/** The tensor that choosing a cell of a layer chooses. */
function chosenTensor({ info }: AttentionMap): string {
  const { mode, selected } = viewStore.getState();
  const gradient = mode === 'gradient' && !attentionStore.getState().product;
  const known = selected === null || selected.tensor.startsWith('grad:');
  return gradient && known ? gradientOf(info.name) : info.name;
}

/** Shows a head; the chosen cell of another head of the same shape is chosen in this one. */
export function showHead(map: AttentionMap, head: number): void {
  const cell = viewStore.getState().selected?.cell;
  const tensor = chosenTensor(map);
  if (map.layer !== undefined) setLayer(map.layer);
  setHead(head);
  const kept = cell?.length === map.info.shape.length ? pairOf(cell) : null;
  const fits = kept !== null && kept.query < map.queries && kept.key < map.keys;
  select(tensor, fits ? cellOf(map, head, kept.query, kept.key) : null);
}

export function showPair(map: AttentionMap, head: number, { query, key }: Pair): void {
  select(chosenTensor(map), cellOf(map, head, query, key));
}

export function leavePair(): void {
  leaveCell();
}

export function pointPair(map: AttentionMap, head: number, pair: Pair | null): void {
  setHovered(pair && { tensor: map.info.name, cell: cellOf(map, head, pair.query, pair.key) });
}

/** Query and key of the chosen cell, where it is one of this head. */
export function useChosenPair(map: AttentionMap, head: number): Pair | null {
  const at = useView(({ selected }) =>
    selected?.cell &&
    withoutGradient(selected.tensor) === map.info.name &&
    selected.cell.length === map.info.shape.length &&
    headOfCell(map, selected.cell) === head
      ? pairOf(selected.cell).query * map.keys + pairOf(selected.cell).key
      : -1,
  );
  return useMemo(
    () => (at < 0 ? null : { query: Math.floor(at / map.keys), key: at % map.keys }),
    [at, map],
  );
}
