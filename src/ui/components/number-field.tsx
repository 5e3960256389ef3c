import { useId, useState } from 'react';
import { parseNumber } from './parse-number';
import './number-field.css';

interface Props {
  readonly label?: string;
  readonly labelledBy?: string;
  readonly describedBy?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** What the arrow keys add; without it they do nothing. */
  readonly step?: number;
  /** The sentence under the field when what was typed cannot be used. */
  readonly problem: string;
  readonly onCommit: (value: number) => void;
}

/** A number to type. Enter or leaving the field takes it over; Escape gives it up. */
export function NumberField(props: Props) {
  const { label, labelledBy, describedBy, value, min, max, integer, step, problem } = props;
  // Null while the field shows the value itself.
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const problemId = useId();

  const commit = (text: string): void => {
    const number = parseNumber(text, { min, max, integer });
    setWrong(number === null);
    if (number === null) return;
    setDraft(null);
    if (number !== value) props.onCommit(number);
  };
  const move = (by: number): void => {
    const from = parseNumber(draft ?? String(value), { min, max, integer }) ?? value;
    commit(String(Math.min(max, Math.max(min, Number((from + by).toPrecision(12))))));
  };

  return (
    <span className="number-field">
      <input
        className="field"
        type="text"
        inputMode={integer ? 'numeric' : 'decimal'}
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-labelledby={labelledBy}
        aria-describedby={wrong ? problemId : describedBy}
        aria-invalid={wrong}
        value={draft ?? String(value)}
        onChange={(event) => {
          setDraft(event.target.value);
          setWrong(false);
        }}
        onFocus={(event) => event.target.select()}
        onBlur={() => draft !== null && commit(draft)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event.currentTarget.value);
          if (event.key === 'Escape' && draft !== null) {
            setDraft(null);
            setWrong(false);
          }
          if (step !== undefined && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
            event.preventDefault();
            move(event.key === 'ArrowUp' ? step : -step);
          }
        }}
      />
      {wrong && (
        <span id={problemId} className="problem" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
