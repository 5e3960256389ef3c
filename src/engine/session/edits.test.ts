import { describe, expect, it } from 'vitest';
import { EditLog } from './edits';

const replace = (flat: number, before: number | null, after: number | null) => ({
  tensor: 'scores',
  cells: [{ flat, before, after }],
});
const writeAt = (step: number, flat: number, before: number, after: number) => ({
  tensor: 'head.W',
  step,
  cells: [{ flat, before, after }],
});

describe('the edit log', () => {
  it('keeps the latest value of a replaced cell', () => {
    const log = new EditLog();
    log.push(replace(3, null, 1));
    log.push(replace(3, 1, 2));
    expect(log.list).toEqual([{ tensor: 'scores', cells: [[3, 2]] }]);
  });

  it('undoes and redoes a replacement, back to no edit at all', () => {
    const log = new EditLog();
    log.push(replace(3, null, 1));
    expect(log.undo(0)).toEqual(replace(3, 1, null));
    expect(log.list).toEqual([]);
    expect(log.canUndo).toBe(false);
    expect(log.redo(0)).toEqual(replace(3, null, 1));
    expect(log.list).toEqual([{ tensor: 'scores', cells: [[3, 1]] }]);
  });

  it('takes back a drag, which is many small changes of one cell, in one go', () => {
    const log = new EditLog();
    log.push(replace(3, null, 1));
    log.push(replace(3, 1, 1.5), true);
    log.push(replace(3, 1.5, 2), true);
    log.push(replace(4, null, 7), true);
    log.undo(0);
    expect(log.list).toEqual([{ tensor: 'scores', cells: [[3, 2]] }]);
    log.undo(0);
    expect(log.list).toEqual([]);
  });

  it('forgets what could be redone when something new is edited', () => {
    const log = new EditLog();
    log.push(replace(0, null, 1));
    log.undo(0);
    log.push(replace(1, null, 5));
    expect(log.canRedo).toBe(false);
  });

  it('keeps every write to a parameter with its step, because a replay needs them all', () => {
    const log = new EditLog();
    log.push(writeAt(0, 2, 0.5, 1));
    log.push(writeAt(10, 2, 1.25, 3));
    expect(log.list).toEqual([
      { tensor: 'head.W', step: 0, cells: [[2, 1]] },
      { tensor: 'head.W', step: 10, cells: [[2, 3]] },
    ]);
  });

  it('drops a write that is undone before any training step', () => {
    const log = new EditLog();
    log.push(writeAt(0, 2, 0.5, 1));
    expect(log.undo(0)).toMatchObject({ cells: [{ flat: 2, before: 1, after: 0.5 }] });
    expect(log.list).toEqual([]);
  });

  it('undoes a write after training by writing the old value at the current step', () => {
    const log = new EditLog();
    log.push(writeAt(0, 2, 0.5, 1));
    log.undo(7);
    expect(log.list).toEqual([
      { tensor: 'head.W', step: 0, cells: [[2, 1]] },
      { tensor: 'head.W', step: 7, cells: [[2, 0.5]] },
    ]);
  });

  it('takes back every edit of a tensor at once', () => {
    const log = new EditLog();
    log.push(replace(0, null, 1));
    log.push(replace(4, null, 2));
    const change = log.original('scores', 0, []);
    expect(change?.cells).toEqual([
      { flat: 0, before: 1, after: null },
      { flat: 4, before: 2, after: null },
    ]);
    if (change) log.push(change);
    expect(log.list).toEqual([]);
  });

  it('forgets later writes when training starts anew, and keeps those of step 0', () => {
    const log = new EditLog();
    log.push(writeAt(0, 1, 0, 1));
    log.push(writeAt(5, 1, 1, 2));
    log.push(replace(0, null, 9));
    log.rewind(0);
    expect(log.list).toEqual([
      { tensor: 'scores', cells: [[0, 9]] },
      { tensor: 'head.W', step: 0, cells: [[1, 1]] },
    ]);
  });
});
