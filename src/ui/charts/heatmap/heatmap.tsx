import { type PointerEvent, useRef, useState } from 'react';
import type { ValueKind } from '../../../engine/tensor/types';
import { useMessages } from '../../i18n/use-messages';
import { tensorValue } from '../../stores/tensor-values';
import { CellEditor } from './cell-editor';
import { largestSize } from './colours';
import { directionOf, isTyped, moved } from './cell-keys';
import type { Geometry, SideLabels } from './geometry';
import { HeatmapCanvas } from './heatmap-canvas';
import { HeatmapLabels } from './heatmap-labels';
import { HeatmapMarks } from './heatmap-marks';
import { formatExact, formatValue } from './numbers';
import { dragBy, stepBy } from './scrub';
import { type CellPosition, flatAt, type Slice } from './slice';
import './heatmap.css';

interface Props {
  readonly name: string;
  /** Number of elements of the whole tensor. */
  readonly size: number;
  readonly kind: ValueKind;
  readonly slice: Slice;
  readonly geometry: Geometry;
  readonly labels: SideLabels;
  readonly names?: readonly string[] | undefined;
  readonly edited?: ReadonlySet<number> | undefined;
  readonly selected: CellPosition | null;
  readonly hovered: CellPosition | null;
  readonly sources: readonly CellPosition[];
  readonly kindred: readonly CellPosition[];
  readonly editable: boolean;
  readonly unbounded: boolean;
  /** The place of a cell in words: `pattern[cat, dog]`. */
  readonly placeOf: (cell: CellPosition) => string;
  readonly onHover: (cell: CellPosition | null) => void;
  /** Null: no cell any more. */
  readonly onSelect: (cell: CellPosition | null) => void;
  /** @returns why the number was refused, or null */
  readonly onWrite: (cell: CellPosition, value: number) => Promise<string | null>;
  /** Whether the colours of probabilities end at the largest one that is shown, instead of at 1. */
  readonly stretch?: boolean | undefined;
  /** Text was pasted while a cell had the focus. */
  readonly onPaste?: (cell: CellPosition, text: string) => void;
  readonly onMax?: (max: number) => void;
}

interface Editing {
  readonly cell: CellPosition;
  readonly text: string;
  readonly replace: boolean;
}

/** Pointer travel from which a press on the selected cell is a drag, in px. */
const DRAG_FROM = 3;

/**
 * A tensor as a matrix of coloured cells: look by pointing, choose by clicking or with the arrow
 * keys, change by Enter, typing, double click, or dragging the chosen cell up and down.
 */
export function Heatmap(props: Props) {
  const { name, slice, geometry, labels, kind, selected, editable, placeOf } = props;
  const { heatmap } = useMessages();
  const { cellWidth, cellHeight } = geometry;
  const body = useRef<HTMLDivElement>(null);
  const active = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<CellPosition>({ row: 0, col: 0 });
  const [editing, setEditing] = useState<Editing | null>(null);
  const [spoken, setSpoken] = useState('');
  const drag = useRef<{ y: number; from: number; moved: boolean; last: number } | null>(null);

  const current = inside(selected ?? focused, slice);
  const valueAt = (cell: CellPosition): number =>
    tensorValue(name)?.[flatAt(slice, cell.row, cell.col)] ?? Number.NaN;
  const describe = (cell: CellPosition): string => {
    const text = heatmap.cell(placeOf(cell), formatValue(valueAt(cell)));
    const changed = props.edited?.has(flatAt(slice, cell.row, cell.col));
    return changed ? `${text}, ${heatmap.edited}` : text;
  };
  const scale = () => ({ kind, max: largestSize(tensorValue(name) ?? new Float32Array()) });

  const cellUnder = (event: { clientX: number; clientY: number }): CellPosition | null => {
    const box = body.current?.getBoundingClientRect();
    if (!box) return null;
    const row = Math.floor(((event.clientY - box.top) / box.height) * slice.rows);
    const col = Math.floor(((event.clientX - box.left) / box.width) * slice.cols);
    const known = row >= 0 && row < slice.rows && col >= 0 && col < slice.cols;
    return known ? { row, col } : null;
  };

  const choose = (cell: CellPosition): void => {
    setFocused(cell);
    props.onHover(null);
    props.onSelect(cell);
    setSpoken(describe(cell));
  };
  const edit = (cell: CellPosition, text?: string): void => {
    if (!editable) return;
    props.onSelect(cell);
    setEditing({ cell, text: text ?? formatExact(valueAt(cell)), replace: text === undefined });
  };
  const close = (): void => {
    setEditing(null);
    active.current?.focus({ preventScroll: true });
  };

  const onPointerDown = (event: PointerEvent): void => {
    const cell = cellUnder(event);
    if (!cell || event.button !== 0) return;
    const again = selected && cell.row === selected.row && cell.col === selected.col;
    if (!again || !editable) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { y: event.clientY, from: valueAt(cell), moved: false, last: Number.NaN };
  };
  const onPointerMove = (event: PointerEvent): void => {
    const held = drag.current;
    if (!held || !selected) {
      const cell = cellUnder(event);
      if (!same(cell, props.hovered)) props.onHover(cell);
      return;
    }
    const up = held.y - event.clientY;
    if (!held.moved && Math.abs(up) < DRAG_FROM) return;
    held.moved = true;
    const value = dragBy(held.from, up, scale(), event.shiftKey);
    if (value === held.last) return;
    held.last = value;
    void props.onWrite(selected, value);
  };
  const onPointerUp = (): void => {
    // The click that follows is not one: see onClick.
    if (drag.current && !drag.current.moved) drag.current = null;
  };

  return (
    <div
      className="heatmap"
      style={{
        paddingLeft: geometry.left,
        paddingTop: geometry.top,
        paddingRight: geometry.right,
      }}
    >
      <div
        ref={body}
        className="heatmap-body"
        role="grid"
        tabIndex={-1}
        aria-roledescription={heatmap.roleDescription}
        aria-label={heatmap.label(name, slice.rows, slice.cols)}
        aria-rowcount={slice.allRows}
        aria-colcount={slice.cols}
        aria-readonly={!editable}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerLeave={() => props.onHover(null)}
        onClick={(event) => {
          const wasDrag = drag.current?.moved ?? false;
          drag.current = null;
          const cell = cellUnder(event);
          if (editing || wasDrag || !cell) return;
          choose(cell);
          active.current?.focus({ preventScroll: true });
        }}
        onDoubleClick={(event) => {
          const cell = cellUnder(event);
          if (cell && !editing) edit(cell);
        }}
        onPaste={(event) => {
          if (editing || !editable || !props.onPaste) return;
          event.preventDefault();
          props.onPaste(current, event.clipboardData.getData('text'));
        }}
        onKeyDown={(event) => {
          if (editing) return;
          const direction = directionOf(event.key);
          if (event.altKey && editable && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
            const steps = (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1);
            choose(current);
            // What has not come yet cannot be gone on from.
            if (tensorValue(name)) {
              void props.onWrite(current, stepBy(valueAt(current), steps, scale()));
            }
          } else if (direction && !event.altKey && !event.metaKey) {
            choose(moved(current, direction, slice, event.ctrlKey));
          } else if (event.key === 'Enter') {
            edit(current);
          } else if (event.key === ' ') {
            choose(current);
          } else if (event.key === 'Escape') {
            props.onSelect(null);
          } else if (isTyped(event)) {
            edit(current, event.key);
          } else {
            return;
          }
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <HeatmapCanvas
          name={name}
          size={props.size}
          kind={kind}
          slice={slice}
          cellWidth={cellWidth}
          cellHeight={cellHeight}
          numbers={geometry.numbers}
          names={props.names}
          edited={props.edited}
          stretch={props.stretch}
          onMax={props.onMax}
        />
        <HeatmapLabels
          slice={slice}
          geometry={geometry}
          labels={labels}
          marked={props.hovered ?? selected}
        />
        <HeatmapMarks
          slice={slice}
          geometry={geometry}
          hovered={props.hovered}
          selected={selected}
          sources={props.sources}
          kindred={props.kindred}
        />
        <div role="row" aria-rowindex={slice.firstRow + current.row + 1}>
          <div
            ref={active}
            role="gridcell"
            tabIndex={0}
            className={`heatmap-active ${selected && editable ? 'is-held' : ''}`}
            aria-colindex={current.col + 1}
            aria-selected={selected !== null}
            aria-label={describe(current)}
            style={{
              left: current.col * cellWidth,
              top: current.row * cellHeight,
              width: cellWidth,
              height: cellHeight,
            }}
            onFocus={(event) => {
              if (event.target.matches(':focus-visible')) props.onHover(current);
            }}
            onBlur={() => props.onHover(null)}
          />
        </div>
      </div>
      {editing && (
        <CellEditor
          key={`${editing.cell.row},${editing.cell.col}`}
          kind={kind}
          unbounded={props.unbounded}
          label={heatmap.newValue(placeOf(editing.cell))}
          initial={editing.text}
          replace={editing.replace}
          x={geometry.left + (editing.cell.col + 0.5) * cellWidth}
          y={geometry.top + (editing.cell.row + 0.5) * cellHeight}
          width={cellWidth}
          height={cellHeight}
          onCommit={(value) => props.onWrite(editing.cell, value)}
          onClose={close}
        />
      )}
      <span className="visually-hidden" aria-live="polite">
        {spoken}
      </span>
    </div>
  );
}

function same(a: CellPosition | null, b: CellPosition | null): boolean {
  return a?.row === b?.row && a?.col === b?.col;
}

function inside({ row, col }: CellPosition, slice: Slice): CellPosition {
  return { row: Math.min(row, slice.rows - 1), col: Math.min(col, slice.cols - 1) };
}
