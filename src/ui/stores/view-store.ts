import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { View } from '../../engine/experiment/schema';

/** A cell of a tensor, by the tensor's own axes. */
export interface CellRef {
  readonly tensor: string;
  readonly cell: readonly number[];
}

export interface Selection {
  /** Name of the tensor itself: `q`, or `grad:q` when its gradient is meant. */
  readonly tensor: string;
  readonly cell: readonly number[] | null;
}

/** What the page looks at: part of the link, except for what the pointer is over. */
export interface ViewState {
  /** `difference`: forward, as far as it is not as without edits and interventions. */
  readonly mode: 'forward' | 'gradient' | 'difference';
  /** Null means nothing was chosen yet: the inspector then shows the model's `focus`. */
  readonly selected: Selection | null;
  readonly hovered: CellRef | null;
  /** Cells on the way from the first one asked about to the selected one, oldest first. */
  readonly trail: readonly CellRef[];
  /** Cells the selected cell was computed from: outlined wherever they are on screen. */
  readonly sources: readonly CellRef[];
  /** May exceed what the model has, after a setting changed: clamp where used. Null: the last layer. */
  readonly layer: number | null;
  readonly head: number;
  /** Which view of the computation; null: the tensors one below the other. One the model has no use for shows these too. */
  readonly look: string | null;
}

const initial: ViewState = {
  mode: 'forward',
  selected: null,
  hovered: null,
  trail: [],
  sources: [],
  layer: null,
  head: 0,
  look: null,
};

export const viewStore = createStore<ViewState>()(() => initial);

export function useView<T>(selector: (state: ViewState) => T): T {
  return useStore(viewStore, selector);
}

const GRADIENT = 'grad:';

/** Name of the tensor whose gradient this is, or the name itself. */
export function withoutGradient(name: string): string {
  return name.startsWith(GRADIENT) ? name.slice(GRADIENT.length) : name;
}

/** Name of the gradient of a tensor. */
export function gradientOf(name: string): string {
  return name.startsWith(GRADIENT) ? name : GRADIENT + name;
}

/** Forward, gradient or difference: the same places, and the same selected cell, seen another way. */
export function setMode(mode: ViewState['mode']): void {
  viewStore.setState(({ selected }) => ({
    mode,
    hovered: null,
    trail: [],
    sources: [],
    selected: selected && {
      tensor: mode === 'gradient' ? gradientOf(selected.tensor) : withoutGradient(selected.tensor),
      cell: selected.cell,
    },
  }));
}

/** Chooses a tensor, and a cell of it; the way back to earlier cells is dropped. */
export function select(tensor: string, cell: readonly number[] | null = null): void {
  viewStore.setState(({ selected, sources }) => ({
    selected: { tensor, cell },
    trail: [],
    sources: sameSelection(selected, { tensor, cell }) ? sources : [],
  }));
}

/** Goes from the selected cell to one it was computed from, remembering the way back. */
export function follow({ tensor, cell }: CellRef): void {
  viewStore.setState(({ selected, trail }) => ({
    selected: { tensor, cell },
    sources: [],
    trail: selected?.cell ? [...trail, { tensor: selected.tensor, cell: selected.cell }] : trail,
  }));
}

/** Goes back along the way that was followed. */
export function goBack(position: number): void {
  viewStore.setState(({ trail }) => {
    const target = trail[position];
    return target ? { selected: target, trail: trail.slice(0, position), sources: [] } : {};
  });
}

/** Leaves the cell but keeps its tensor. */
export function leaveCell(): void {
  viewStore.setState(({ selected }) => ({
    selected: selected && { tensor: selected.tensor, cell: null },
    trail: [],
    sources: [],
  }));
}

export function setHovered(hovered: CellRef | null): void {
  viewStore.setState({ hovered });
}

export function setSources(sources: readonly CellRef[]): void {
  viewStore.setState({ sources });
}

export function setLayer(layer: number): void {
  viewStore.setState({ layer });
}

export function setHead(head: number): void {
  viewStore.setState({ head });
}

export function setLook(look: string | null): void {
  viewStore.setState({ look });
}

/** The view as it stands in a link: only what differs from how an experiment opens. */
export function toView(): View | undefined {
  const { mode, selected, layer, head, look } = viewStore.getState();
  const view: View = {
    ...(mode === 'forward' ? {} : { mode }),
    ...(selected ? { tensor: selected.tensor } : {}),
    ...(selected?.cell ? { cell: selected.cell } : {}),
    ...(head > 0 ? { head } : {}),
    ...(layer === null ? {} : { layer }),
    ...(look === null ? {} : { look }),
  };
  return Object.keys(view).length > 0 ? view : undefined;
}

/** Shows what a link says; without one, what an experiment opens with. */
export function fromView(view: View | undefined): void {
  viewStore.setState({
    ...initial,
    mode: view?.mode ?? 'forward',
    selected: view?.tensor === undefined ? null : { tensor: view.tensor, cell: view.cell ?? null },
    layer: view?.layer ?? null,
    head: view?.head ?? 0,
    look: view?.look ?? null,
  });
}

function sameSelection(a: Selection | null, b: Selection): boolean {
  return (
    a?.tensor === b.tensor &&
    (a.cell === b.cell || (a.cell?.join() ?? null) === (b.cell?.join() ?? null))
  );
}
