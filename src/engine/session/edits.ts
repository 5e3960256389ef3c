import type { Edit, Intervention } from '../experiment/schema';
import { cutAt, restarted, revised, sameButValues } from './interventions';

/** A change of some cells: what stood there, and what a person put there. `null` is "not edited". */
export interface CellChange {
  readonly tensor: string;
  /** Set for parameters: the number of training steps done when they were written. */
  readonly step?: number;
  readonly cells: readonly {
    readonly flat: number;
    readonly before: number | null;
    readonly after: number | null;
  }[];
}

/** Other interventions in the place of those that stood. */
export interface InterventionChange {
  readonly before: readonly Intervention[];
  readonly after: readonly Intervention[];
}

export type Change = CellChange | InterventionChange;

/**
 * What a person changed, in order, with undo and redo. Inputs and activations are replaced for as
 * long as their edit stands, so only the latest value counts; parameters are written at a step of
 * the training, so every write is kept: a replay needs them all.
 */
export class EditLog {
  private readonly overrides = new Map<string, Map<number, number>>();
  private writes: Edit[] = [];
  private undoStack: Change[] = [];
  private redoStack: Change[] = [];
  /** In the order in which they act; with those that were taken back, as far as training had them. */
  private rules: readonly Intervention[] = [];
  /** What stood in a parameter's cell before it was first written. */
  private readonly originals = new Map<string, Map<number, number>>();

  /** Takes over the edits of a loaded experiment; they cannot be undone one by one. */
  restore(edits: readonly Edit[]): void {
    this.clear();
    for (const edit of edits) {
      if (edit.step !== undefined) this.writes.push(edit);
      else this.overrides.set(edit.tensor, new Map(edit.cells));
    }
    this.writes.sort((a, b) => (a.step ?? 0) - (b.step ?? 0));
  }

  /** Takes over the interventions of a loaded experiment. */
  restoreInterventions(list: readonly Intervention[]): void {
    this.rules = list;
  }

  /** Takes over further replaced cells of a loaded experiment. */
  include(edits: readonly Edit[]): void {
    for (const { tensor, cells } of edits) this.overrides.set(tensor, new Map(cells));
  }

  clear(): void {
    this.overrides.clear();
    this.writes = [];
    this.undoStack = [];
    this.redoStack = [];
    this.originals.clear();
  }

  /**
   * Records a change that a person has just made.
   * @param goesOn  whether it goes on with the one before, as dragging a value does: when it is about
   *                the same cells, one undo takes both back
   */
  push(change: CellChange, goesOn = false): void {
    const last = this.undoStack[this.undoStack.length - 1];
    if (goesOn && last && 'cells' in last && sameCells(last, change)) {
      const cells = change.cells.map((cell, i) => ({ ...cell, before: last.cells[i].before }));
      this.undoStack[this.undoStack.length - 1] = { ...change, cells };
    } else {
      this.undoStack.push(change);
    }
    this.redoStack = [];
    if (change.step !== undefined) {
      for (const { flat, before } of change.cells)
        this.noteOriginal(change.tensor, flat, before ?? 0);
    }
    this.note(change);
  }

  /**
   * Puts other interventions in the place of those that stand, after `step` training steps.
   * @param goesOn whether it goes on with the change before, as dragging a value does
   */
  revise(after: readonly Intervention[], step: number, goesOn = false): void {
    const before = this.standing;
    this.rules = revised(this.rules, after, step);
    const last = this.undoStack[this.undoStack.length - 1];
    const joins = goesOn && last && 'after' in last && sameButValues(last.after, this.standing);
    if (joins) this.undoStack.pop();
    this.undoStack.push({ before: joins ? last.before : before, after: this.standing });
    this.redoStack = [];
  }

  /** Remembers what a parameter's cell held before a write; the first time counts. */
  noteOriginal(tensor: string, flat: number, value: number): void {
    const cells = this.originals.get(tensor) ?? new Map<number, number>();
    if (!cells.has(flat)) cells.set(flat, value);
    this.originals.set(tensor, cells);
  }

  /** The change that takes back every edit of a tensor; it is a change like any other. */
  original(tensor: string, step: number, current: ArrayLike<number>): CellChange | null {
    const replaced = this.overrides.get(tensor);
    if (replaced) {
      const cells = [...replaced].map(([flat, before]) => ({ flat, before, after: null }));
      return { tensor, cells };
    }
    const written = this.originals.get(tensor);
    if (!written) return null;
    const cells = [...written].map(([flat, after]) => ({ flat, before: current[flat], after }));
    return { tensor, step, cells };
  }

  /** The change that takes back the latest one, to be carried out at `step`; undefined when there is none. */
  undo(step: number): Change | undefined {
    const change = this.undoStack.pop();
    if (!change) return undefined;
    this.redoStack.push(change);
    if ('after' in change) {
      return this.noteRules({ before: change.after, after: change.before }, step);
    }
    const cells = change.cells.map(({ flat, before, after }) => ({
      flat,
      before: after,
      after: before,
    }));
    return this.note(change.step === undefined ? { ...change, cells } : { ...change, step, cells });
  }

  redo(step: number): Change | undefined {
    const change = this.redoStack.pop();
    if (!change) return undefined;
    this.undoStack.push(change);
    if ('after' in change) return this.noteRules(change, step);
    return this.note(change.step === undefined ? change : { ...change, step });
  }

  /** Forgets the edits of parameters made after a step, when training starts anew from there. */
  rewind(step: number): void {
    this.writes = this.writes.filter((edit) => (edit.step ?? 0) <= step);
    this.rules = step === 0 ? restarted(this.rules) : cutAt(this.rules, step);
    const lives = (change: Change) =>
      'after' in change || change.step === undefined || change.step <= step;
    this.undoStack = this.undoStack.filter(lives);
    this.redoStack = this.redoStack.filter(lives);
    for (const [tensor, cells] of this.originals) {
      const written = new Set(
        this.writes
          .filter((edit) => edit.tensor === tensor)
          .flatMap((edit) => edit.cells.map(([flat]) => flat)),
      );
      for (const flat of cells.keys()) if (!written.has(flat)) cells.delete(flat);
      if (cells.size === 0) this.originals.delete(tensor);
    }
  }

  /** Drops the edits for which `keep` is false: their tensor is gone, or cannot hold them any more. */
  retain(keep: (edit: Edit) => boolean): void {
    for (const [tensor, cells] of this.overrides) {
      if (!keep({ tensor, cells: [...cells] })) this.overrides.delete(tensor);
    }
    this.writes = this.writes.filter(keep);
  }

  /** Replaced cells of one input or activation. */
  overridesOf(tensor: string): ReadonlyMap<number, number> {
    return this.overrides.get(tensor) ?? new Map();
  }

  /** Tensors with replaced cells. */
  get overridden(): readonly string[] {
    return [...this.overrides.keys()];
  }

  /** What parameters held before they were written to after `step` training steps, by their keys. */
  originalsAt(step: number): ReadonlyMap<string, ReadonlyMap<number, number>> {
    const now = this.writes.filter((edit) => edit.step === step);
    return new Map(
      now.map(({ tensor, cells }) => {
        const before = this.originals.get(tensor);
        return [tensor, new Map(cells.map(([flat, value]) => [flat, before?.get(flat) ?? value]))];
      }),
    );
  }

  /** Writes to parameters in the order of their steps. */
  get parameterWrites(): readonly Edit[] {
    return this.writes;
  }

  get list(): readonly Edit[] {
    const replaced = [...this.overrides].map(
      ([tensor, cells]): Edit => ({ tensor, cells: [...cells] }),
    );
    return [...replaced, ...this.writes];
  }

  /** What undo would take back. */
  get latest(): Change | undefined {
    return this.undoStack.at(-1);
  }

  /** What redo would do again. */
  get undone(): Change | undefined {
    return this.redoStack.at(-1);
  }

  get canUndo(): boolean {
    return this.undoStack.length > 0;
  }

  get canRedo(): boolean {
    return this.redoStack.length > 0;
  }

  /** Every intervention, those that were taken back after a training that had them included. */
  get interventions(): readonly Intervention[] {
    return this.rules;
  }

  /** Interventions that stand, on or off. */
  get standing(): readonly Intervention[] {
    return this.rules.filter(({ removed }) => !removed);
  }

  private noteRules(change: InterventionChange, step: number): InterventionChange {
    this.rules = revised(this.rules, change.after, step);
    return change;
  }

  private note(change: CellChange): CellChange {
    if (change.step !== undefined) this.noteWrite(change, change.step);
    else this.noteOverride(change);
    return change;
  }

  private noteWrite(change: CellChange, step: number): void {
    const cells = change.cells.map(({ flat, after }): [number, number] => [flat, after ?? 0]);
    // Writes to the same tensor at the same step are one write: the last value of a cell counts, and
    // a cell that is back to what it was is not written at all.
    const same = this.writes.findIndex(
      (edit) => edit.tensor === change.tensor && edit.step === step,
    );
    const merged = new Map(same < 0 ? cells : [...this.writes[same].cells, ...cells]);
    const first = !this.writes.some((edit) => edit.tensor === change.tensor && edit.step !== step);
    if (first) {
      for (const [flat, value] of this.originals.get(change.tensor) ?? []) {
        if (Object.is(merged.get(flat), value)) merged.delete(flat);
      }
    }
    if (same >= 0) this.writes.splice(same, 1);
    if (merged.size > 0) this.writes.push({ tensor: change.tensor, step, cells: [...merged] });
  }

  private noteOverride(change: CellChange): void {
    const cells = this.overrides.get(change.tensor) ?? new Map<number, number>();
    for (const { flat, after } of change.cells) {
      if (after === null) cells.delete(flat);
      else cells.set(flat, after);
    }
    if (cells.size === 0) this.overrides.delete(change.tensor);
    else this.overrides.set(change.tensor, cells);
  }
}

function sameCells(a: CellChange, b: CellChange): boolean {
  return (
    a.tensor === b.tensor &&
    a.step === b.step &&
    a.cells.length === b.cells.length &&
    a.cells.every((cell, i) => cell.flat === b.cells[i].flat)
  );
}
