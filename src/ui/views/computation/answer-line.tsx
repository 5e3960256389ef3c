import { type CSSProperties, type KeyboardEvent, useEffect, useRef } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { useClassName } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { bestAt, judged, stepTo, visible } from './answers';
import './answer-line.css';

interface Props {
  readonly model: ModelInfo;
  /** f32[…,T,K]: how likely each class is at each position. */
  readonly info: TensorInfo;
  /** What stands at each position. */
  readonly words: readonly string[];
  readonly chosen: number;
  /** By a click, a key or the focus; pointing shows another for as long as it lasts. */
  readonly onChoose: (position: number) => void;
  readonly onPoint: (position: number | null) => void;
}

const NONE: readonly string[] = [];
/** Up to so many classes every answer has room for the longest name, so that nothing moves in training. */
const FEW_CLASSES = 12;

/** Under each position what the model answers there, and where it is wrong what would be right. */
export function AnswerLine({ model, info, words, chosen, onChoose, onPoint }: Props) {
  const { sentence, percent } = useMessages();
  const nameOf = useClassName(model.experiment.id);
  const list = useRef<HTMLOListElement>(null);
  const { targets = [] } = model.example;
  const classes = info.labels?.K ?? model.labels.K ?? NONE;
  const longest = Math.max(1, ...classes.map((name) => nameOf(name).length));

  useEffect(() => {
    const paint = (): void => {
      const data = tensorValue(info.name);
      if (!data || !list.current) return;
      const name = (at: number) => visible(nameOf(classes[at] ?? String(at)));
      const count = info.shape[info.shape.length - 1];
      for (const [t, item] of [...list.current.children].entries()) {
        const { best, probability } = bestAt(data, t, count);
        const state = judged(best, targets, t);
        const button = item.firstElementChild as HTMLElement;
        button.dataset.state = state;
        button.title = `${name(best)}: ${percent(probability)}`;
        const [, answer, mark] = button.children;
        answer.textContent = state === 'unasked' ? '' : name(best);
        const [sign, right] = mark.children;
        const known = state === 'right' || state === 'wrong';
        sign.textContent = known ? '✓' : '';
        right.textContent = state === 'wrong' ? name(targets[t]) : '';
      }
    };
    const unsubscribe = subscribeTensor(info.name, () => repaint(paint));
    paint();
    return () => {
      unsubscribe();
      cancelRepaint(paint);
    };
  }, [info, classes, targets, percent, nameOf]);

  const move = (event: KeyboardEvent): void => {
    const next = stepTo(event.key, chosen, words.length);
    if (next === null) return;
    event.preventDefault();
    list.current?.children[next]?.querySelector('button')?.focus();
  };

  return (
    <div className="answers">
      <h3 className="answers-title" title={sentence.answersHelp}>
        {sentence.predictions}
      </h3>
      <ol
        ref={list}
        className={words.length > 20 ? 'answer-line answer-line-dense' : 'answer-line'}
        style={classes.length <= FEW_CLASSES ? roomFor(longest) : undefined}
        onKeyDown={move}
        onPointerLeave={() => onPoint(null)}
      >
        {words.map((word, t) => (
          <li key={t}>
            <button
              type="button"
              className="answer"
              tabIndex={t === chosen ? 0 : -1}
              aria-pressed={t === chosen}
              onClick={() => onChoose(t)}
              onFocus={() => onChoose(t)}
              onPointerEnter={() => onPoint(t)}
            >
              <span className="answer-of">{visible(word)}</span>
              <span className="answer-name" />
              <span className="answer-mark">
                <span />
                <span />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

function roomFor(characters: number): CSSProperties {
  return { '--longest': `${characters}em` } as CSSProperties;
}
