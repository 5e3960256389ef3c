import { useEffect, useRef } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { formatCell, formatTick } from '../../charts/heatmap/numbers';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { flatAt, sliceOf } from '../../charts/heatmap/slice';
import { useMessages } from '../../i18n/use-messages';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import './sentence-words.css';

interface Props {
  readonly model: ModelInfo;
  /** The attention weights. */
  readonly info: TensorInfo;
  readonly head: number;
  /** Word whose attention is shown; null where a learned query looks. */
  readonly row: number | null;
  readonly onChoose: (row: number) => void;
}

/** The scale of the bars ends at the first of these that no weight exceeds. */
const TOPS = [0.1, 0.25, 0.5, 1];

/** The words of the example, each over a bar as long as the attention it gets. */
export function SentenceWords({ model, info, head, row, onChoose }: Props) {
  const { sentence } = useMessages();
  const list = useRef<HTMLOListElement>(null);
  const scale = useRef<HTMLSpanElement>(null);
  const { tokens, unknown } = model.example;

  useEffect(() => {
    const slice = sliceOf(info.shape, info.axes, { head });
    const paint = (): void => {
      const data = tensorValue(info.name);
      if (!data || !list.current) return;
      const weights = tokens.map((_, col) => data[flatAt(slice, row ?? 0, col)] ?? 0);
      const most = Math.max(...weights);
      const top = TOPS.find((end) => most <= end) ?? 1;
      for (const [i, word] of [...list.current.children].entries()) {
        const style = (word as HTMLElement).style;
        style.setProperty('--share', String(Math.min(1, weights[i] / top)));
        const value = word.querySelector('.word-weight');
        if (value) value.textContent = formatCell(weights[i]);
      }
      if (scale.current) scale.current.textContent = sentence.scale(formatTick(top));
    };
    const unsubscribe = subscribeTensor(info.name, () => repaint(paint));
    paint();
    return () => {
      unsubscribe();
      cancelRepaint(paint);
    };
  }, [info, head, row, tokens, sentence]);

  return (
    <div className="sentence">
      <ol ref={list} className={classOf(tokens)}>
        {tokens.map((token, i) => (
          <li key={i} className={unknown[i] ? 'word is-unknown' : 'word'}>
            {row === null ? (
              <span className="word-text">{token}</span>
            ) : (
              <button
                type="button"
                className="word-text"
                aria-pressed={i === row}
                title={sentence.choose(token)}
                onClick={() => onChoose(i)}
              >
                {token}
              </button>
            )}
            {unknown[i] && <span className="visually-hidden"> ({sentence.unknown})</span>}
            <span className="word-bar" aria-hidden="true" />
            <span className="word-weight" />
          </li>
        ))}
      </ol>
      <p className="sentence-legend">
        <i aria-hidden="true" />
        <span>{row === null ? sentence.pooled : sentence.from(tokens[row] ?? '')}</span>
        <span ref={scale} />
        {unknown.some(Boolean) && <span className="sentence-unknown">{sentence.unknown}</span>}
      </p>
    </div>
  );
}

/** The words of the example where no attention tells them apart. */
export function PlainWords({ model }: { readonly model: ModelInfo }) {
  const { sentence } = useMessages();
  const { tokens, unknown } = model.example;
  return (
    <div className="sentence">
      <ol className={classOf(tokens)}>
        {tokens.map((token, i) => (
          <li key={i} className={unknown[i] ? 'word is-unknown' : 'word'}>
            <span className="word-text">{token}</span>
            {unknown[i] && <span className="visually-hidden"> ({sentence.unknown})</span>}
          </li>
        ))}
      </ol>
      {unknown.some(Boolean) && (
        <p className="sentence-legend">
          <span className="sentence-unknown">{sentence.unknown}</span>
        </p>
      )}
    </div>
  );
}

/** Long sentences are set smaller, and the longest without a number under each word; characters closer still. */
function classOf(tokens: readonly string[]): string {
  const words = tokens.length;
  if (words > 16 && tokens.every((token) => token.length <= 2)) {
    return 'words words-many words-without-numbers words-characters';
  }
  if (words > 16) return 'words words-many words-without-numbers';
  return words > 9 ? 'words words-many' : 'words';
}
