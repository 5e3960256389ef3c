import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { ValueKind } from '../../../engine/tensor/types';
import { useMessages } from '../../i18n/use-messages';
import { readCellValue } from './read-value';

interface Props {
  readonly kind: ValueKind;
  /** Whether −∞ may be entered: only where scores are masked. */
  readonly unbounded: boolean;
  /** Name of the field, for those who listen. */
  readonly label: string;
  readonly initial: string;
  /** Whether the text is selected, so that typing replaces it. */
  readonly replace: boolean;
  /** Centre of the cell within the body, in px. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Takes the number over. @returns why it cannot be, or null when it was */
  readonly onCommit: (value: number) => Promise<string | null>;
  readonly onClose: () => void;
}

/** A field over a cell. Enter takes the number over, Escape leaves the cell as it was. */
export function CellEditor(props: Props) {
  const { kind, unbounded, label, initial, replace, x, y, width, height } = props;
  const { heatmap } = useMessages();
  const [text, setText] = useState(initial);
  const [problem, setProblem] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const sentence = useRef<HTMLParagraphElement>(null);
  const problemId = useId();
  // Closing gives the focus away, which is no second commit.
  const done = useRef(false);

  useEffect(() => {
    const input = field.current;
    input?.focus({ preventScroll: true });
    if (replace) input?.select();
    else input?.setSelectionRange(input.value.length, input.value.length);
  }, [replace]);

  const close = (): void => {
    done.current = true;
    props.onClose();
  };

  // What scrolls around the matrix would cut the sentence off at its edges.
  useLayoutEffect(() => {
    const box = sentence.current?.getBoundingClientRect();
    const around = sentence.current?.closest('section')?.getBoundingClientRect();
    if (problem === null || !box || !around || !sentence.current) return;
    const shift =
      Math.max(0, around.left + 4 - box.left) - Math.max(0, box.right + 4 - around.right);
    sentence.current.style.marginLeft = `${shift}px`;
  }, [problem]);

  const commit = async (): Promise<void> => {
    const value = readCellValue(text, kind, unbounded);
    if (value === null) {
      const wrong = { mask: heatmap.notAMask, index: heatmap.notAnId };
      setProblem(kind === 'mask' || kind === 'index' ? wrong[kind] : heatmap.notANumber);
      return;
    }
    const refused = await props.onCommit(value);
    if (refused === null) close();
    else setProblem(refused);
  };

  return (
    <div className="cell-editor" style={{ left: x, top: y }}>
      <input
        ref={field}
        type="text"
        inputMode={kind === 'mask' || kind === 'index' ? 'numeric' : 'text'}
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : problemId}
        style={{ minWidth: Math.max(width + 2, 72), height: Math.max(height + 2, 30) }}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setProblem(null);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') {
            event.preventDefault();
            void commit();
          }
          if (event.key === 'Escape') {
            event.preventDefault();
            close();
          }
        }}
        onBlur={() => {
          // Leaving the field takes over what is good; what is not stays, to be seen and corrected.
          if (done.current) return;
          if (text === initial && replace) close();
          else void commit();
        }}
      />
      {problem !== null && (
        <p ref={sentence} id={problemId} className="cell-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
