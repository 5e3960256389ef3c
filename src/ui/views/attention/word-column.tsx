import { type KeyboardEvent, useRef, useState } from 'react';

interface Props {
  readonly words: readonly string[];
  readonly title: string;
  readonly side: 'query' | 'key';
  /** Height of a word, in px. */
  readonly line: number;
  readonly kept: number | null;
  readonly pointed: number | null;
  readonly onPoint: (at: number | null) => void;
  readonly onKeep: (at: number) => void;
  /** Escape: none is kept any more. */
  readonly onLeave: () => void;
}

/** Words one below the other: pointing or the arrow keys show one, a click or Enter keeps it. */
export function WordColumn(props: Props) {
  const { words, title, side, line, kept, pointed, onPoint, onKeep, onLeave } = props;
  const list = useRef<HTMLOListElement>(null);
  const [tab, setTab] = useState(0);
  const move = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onLeave();
    const last = words.length - 1;
    const to = { ArrowUp: tab - 1, ArrowDown: tab + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.min(last, Math.max(0, to));
    list.current?.children[next]?.querySelector('button')?.focus();
  };
  return (
    <div className={`word-column word-column-${side}`}>
      <h3 className="word-column-title">{title}</h3>
      <ol ref={list} data-side={side} aria-label={title} onKeyDown={move}>
        {words.map((word, i) => (
          <li key={i} style={{ height: line }}>
            <button
              type="button"
              className={i === pointed ? 'word-column-word is-pointed' : 'word-column-word'}
              aria-pressed={i === kept}
              tabIndex={i === Math.min(tab, words.length - 1) ? 0 : -1}
              onPointerEnter={(event) => event.pointerType === 'mouse' && onPoint(i)}
              onFocus={() => {
                setTab(i);
                onPoint(i);
              }}
              onBlur={() => onPoint(null)}
              onClick={() => onKeep(i)}
            >
              {word === '' ? '·' : word}
            </button>
            <span className="word-column-weight" />
          </li>
        ))}
      </ol>
    </div>
  );
}
