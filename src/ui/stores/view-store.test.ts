import { beforeEach, describe, expect, it } from 'vitest';
import {
  follow,
  fromView,
  goBack,
  leaveCell,
  select,
  setHead,
  setHovered,
  setLayer,
  setMode,
  setSources,
  toView,
  viewStore,
} from './view-store';

beforeEach(() => fromView(undefined));

describe('toView', () => {
  it('is nothing while nothing was chosen', () => {
    expect(toView()).toBeUndefined();
    setHovered({ tensor: 'q', cell: [0, 0] });
    expect(toView()).toBeUndefined();
  });

  it('gives back what fromView took', () => {
    const view = { mode: 'gradient', tensor: 'grad:q', cell: [0, 2], head: 1, layer: 0 } as const;
    fromView(view);
    expect(toView()).toEqual(view);
  });
});

describe('setMode', () => {
  it('keeps the place: the same cell of the gradient, and back', () => {
    select('encoder.0.attn.q', [0, 1, 2]);
    setMode('gradient');
    expect(viewStore.getState().selected).toEqual({
      tensor: 'grad:encoder.0.attn.q',
      cell: [0, 1, 2],
    });
    setMode('forward');
    expect(viewStore.getState().selected?.tensor).toBe('encoder.0.attn.q');
  });
});

describe('follow', () => {
  it('remembers the way, and goBack returns to any point of it', () => {
    select('out', [0, 1]);
    follow({ tensor: 'pattern', cell: [0, 2] });
    follow({ tensor: 'masked', cell: [0, 2] });
    expect(viewStore.getState().trail.map(({ tensor }) => tensor)).toEqual(['out', 'pattern']);
    goBack(0);
    expect(viewStore.getState()).toMatchObject({
      selected: { tensor: 'out', cell: [0, 1] },
      trail: [],
    });
  });

  it('is forgotten when another cell is chosen', () => {
    select('out', [0, 1]);
    follow({ tensor: 'pattern', cell: [0, 2] });
    select('v', [1, 1]);
    expect(viewStore.getState().trail).toEqual([]);
  });
});

describe('sources', () => {
  it('go out with another cell, and stay when the same is chosen again', () => {
    select('out', [0, 1]);
    setSources([{ tensor: 'v', cell: [0, 1] }]);
    select('out', [0, 1]);
    expect(viewStore.getState().sources).toHaveLength(1);
    select('out', [0, 2]);
    expect(viewStore.getState().sources).toEqual([]);
  });

  it('go out when the cell is left, and the tensor stays', () => {
    select('out', [0, 1]);
    setSources([{ tensor: 'v', cell: [0, 1] }]);
    leaveCell();
    expect(viewStore.getState()).toMatchObject({
      selected: { tensor: 'out', cell: null },
      sources: [],
    });
  });
});

describe('layer and head', () => {
  it('go into the link only where they differ from how an experiment opens', () => {
    setHead(0);
    expect(toView()).toBeUndefined();
    setHead(3);
    setLayer(0);
    expect(toView()).toEqual({ head: 3, layer: 0 });
  });
});
