import { MoveVertical } from 'lucide-react';
import { type PointerEvent, useId, useRef, useState } from 'react';
import type { TensorInfo } from '../../../engine/session/client';
import { largestSize } from '../../charts/heatmap/colours';
import { formatExact } from '../../charts/heatmap/numbers';
import { dragBy, type ScrubScale, stepBy } from '../../charts/heatmap/scrub';
import { readCellValue } from '../../charts/heatmap/read-value';
import { useMessages } from '../../i18n/use-messages';
import { tensorValue } from '../../stores/tensor-values';
import { writeCell } from '../tensor/write-cell';

interface Props {
  readonly info: TensorInfo;
  readonly index: readonly number[];
  readonly value: number;
}

/** The number of the chosen cell, to be typed, stepped with the arrow keys, or dragged. */
export function ValueField({ info, index, value }: Props) {
  const { inspector, heatmap } = useMessages();
  // Null while the field shows the value itself.
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const problemId = useId();
  const held = useRef<{ readonly y: number; readonly from: number; last: number } | null>(null);
  const scale = (): ScrubScale => ({
    kind: info.values,
    max: largestSize(tensorValue(info.name) ?? new Float32Array()),
  });
  const write = async (wanted: number): Promise<void> => {
    const refused = await writeCell(info.name, index, wanted);
    setProblem(refused);
    if (refused === null) setDraft(null);
  };
  const commit = (): void => {
    if (draft === null) return;
    const wanted = readCellValue(draft, info.values, info.name.endsWith('masked'));
    if (wanted !== null) void write(wanted);
    else if (info.values === 'mask') setProblem(heatmap.notAMask);
    else setProblem(info.values === 'index' ? heatmap.notAnId : heatmap.notANumber);
  };
  const drag = (event: PointerEvent): void => {
    const start = held.current;
    if (!start) return;
    const wanted = dragBy(start.from, start.y - event.clientY, scale(), event.shiftKey);
    if (wanted === start.last) return;
    start.last = wanted;
    void write(wanted);
  };

  return (
    <span className="value-field">
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-label={inspector.change}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : problemId}
        value={draft ?? formatExact(value).replace('-', '−')}
        onChange={(event) => {
          setDraft(event.target.value);
          setProblem(null);
        }}
        onFocus={(event) => event.target.select()}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') {
            setDraft(null);
            setProblem(null);
          }
          if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
            event.preventDefault();
            const steps = (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1);
            void write(stepBy(value, steps, scale()));
          }
        }}
      />
      <span
        className="value-handle"
        title={inspector.dragToChange}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          held.current = { y: event.clientY, from: value, last: Number.NaN };
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          held.current = null;
        }}
        onPointerCancel={() => {
          held.current = null;
        }}
      >
        <MoveVertical aria-hidden="true" size="1em" />
      </span>
      {problem !== null && (
        <span id={problemId} className="problem" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
