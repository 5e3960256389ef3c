import { type ReactNode, useEffect, useRef } from 'react';
import type { TensorData } from '../../../engine/tensor/types';
import { formatCell, formatTick } from '../../charts/heatmap/numbers';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { useMessages } from '../../i18n/use-messages';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import './word-bars.css';

interface Props {
  readonly words: readonly string[];
  /** Which of them the model does not know. */
  readonly unknown?: readonly boolean[];
  /** The tensor that the bars come from. */
  readonly tensor: string;
  /** One number from 0 on for each word; must be stable. */
  readonly weights: (data: TensorData) => readonly number[];
  /** Which word is chosen; null where none can be. */
  readonly chosen: number | null;
  readonly onChoose?: (at: number) => void;
  /** What choosing a word does; shows its attention unless given. */
  readonly hint?: (word: string) => string;
  /** What the bars say, in a line below. */
  readonly children: ReactNode;
}

/** The scale of the bars ends at the first of these that no weight exceeds, or at a whole number. */
const TOPS = [0.1, 0.25, 0.5, 1];

/** Words, each coloured and over a bar as long as its number. */
export function WordBars(props: Props) {
  const { words, unknown, tensor, weights, chosen, onChoose, children } = props;
  const { sentence } = useMessages();
  const { hint = sentence.choose } = props;
  const list = useRef<HTMLOListElement>(null);
  const scale = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const paint = (): void => {
      const data = tensorValue(tensor);
      if (!data || !list.current) return;
      const numbers = weights(data);
      const most = Math.max(...numbers);
      const top = TOPS.find((end) => most <= end) ?? Math.ceil(most);
      for (const [i, word] of [...list.current.children].entries()) {
        const style = (word as HTMLElement).style;
        style.setProperty('--share', String(Math.min(1, numbers[i] / top)));
        const value = word.querySelector('.word-weight');
        if (value) value.textContent = formatCell(numbers[i]);
      }
      if (scale.current) scale.current.textContent = sentence.scale(formatTick(top));
    };
    const unsubscribe = subscribeTensor(tensor, () => repaint(paint));
    paint();
    return () => {
      unsubscribe();
      cancelRepaint(paint);
    };
  }, [tensor, weights, sentence]);

  return (
    <div className="sentence">
      <ol ref={list} className={classOf(words)}>
        {words.map((word, i) => (
          <li key={i} className={unknown?.[i] ? 'word is-unknown' : 'word'}>
            {chosen === null ? (
              <span className="word-text">{word}</span>
            ) : (
              <button
                type="button"
                className="word-text"
                aria-pressed={i === chosen}
                title={hint(word)}
                onClick={() => onChoose?.(i)}
              >
                {word}
              </button>
            )}
            {unknown?.[i] && <span className="visually-hidden"> ({sentence.unknown})</span>}
            <span className="word-bar" aria-hidden="true" />
            <span className="word-weight" />
          </li>
        ))}
      </ol>
      <p className="sentence-legend">
        <i aria-hidden="true" />
        <span>{children}</span>
        <span ref={scale} />
        {unknown?.some(Boolean) && <span className="sentence-unknown">{sentence.unknown}</span>}
      </p>
    </div>
  );
}

/** Words that nothing tells apart. */
export function PlainWords({ words, unknown }: Pick<Props, 'words' | 'unknown'>) {
  const { sentence } = useMessages();
  return (
    <div className="sentence">
      <ol className={classOf(words)}>
        {words.map((word, i) => (
          <li key={i} className={unknown?.[i] ? 'word is-unknown' : 'word'}>
            <span className="word-text">{word}</span>
            {unknown?.[i] && <span className="visually-hidden"> ({sentence.unknown})</span>}
          </li>
        ))}
      </ol>
      {unknown?.some(Boolean) && (
        <p className="sentence-legend">
          <span className="sentence-unknown">{sentence.unknown}</span>
        </p>
      )}
    </div>
  );
}

/** Long sentences are set smaller, and the longest without a number under each word; characters closer still. */
function classOf(words: readonly string[]): string {
  const count = words.length;
  if (count > 16 && words.every((word) => word.length <= 2)) {
    return 'words words-many words-without-numbers words-characters';
  }
  if (count > 16) return 'words words-many words-without-numbers';
  return count > 9 ? 'words words-many' : 'words';
}
