import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Panel } from './preferences-store';

/** Where the visitor is and what lies on top; none of it belongs to the experiment. */
export interface ShellState {
  readonly route: 'gallery' | 'workbench' | 'bench';
  /** An experiment is on its way. */
  readonly loading: boolean;
  readonly dialog: 'help' | 'share' | 'plan' | null;
  /** A short remark that goes by itself, such as that a link was copied. */
  readonly remark: string | null;
  /** The one panel that a phone shows. */
  readonly panel: Panel;
}

export const shellStore = createStore<ShellState>()(() => ({
  route: 'gallery',
  loading: false,
  dialog: null,
  remark: null,
  panel: 'computation',
}));

export function useShell<T>(selector: (state: ShellState) => T): T {
  return useStore(shellStore, selector);
}

const REMARK_MS = 4000;
let remarkTimer: ReturnType<typeof setTimeout> | undefined;

/** Shows a remark for a while, and has it read out. */
export function remark(text: string): void {
  clearTimeout(remarkTimer);
  shellStore.setState({ remark: text });
  remarkTimer = setTimeout(() => shellStore.setState({ remark: null }), REMARK_MS);
}
