import { useEffect, useRef } from 'react';
import type { ExampleInfo, ModelInfo } from '../../../engine/session/client';
import type { TensorData } from '../../../engine/tensor/types';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { useClassName } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import './prediction-bars.css';

const NAME = 'probabilities';
/** With more classes than this only the most likely are shown. */
const MOST = 5;
const NONE: readonly string[] = [];

interface Props {
  readonly model: ModelInfo;
  /** Where a model answers at each position: which one, and what stands there. */
  readonly at?: { readonly position: number; readonly word: string };
}

/** What the model predicts: a bar for each class, the right answer marked. */
export function PredictionBars({ model, at }: Props) {
  const { sentence, percent } = useMessages();
  const nameOf = useClassName(model.experiment.id);
  const list = useRef<HTMLOListElement>(null);
  const classes = model.data?.classes ?? NONE;
  const shown = Math.min(MOST, classes.length);
  const { position = 0, word } = at ?? {};
  const target = rightAt(model.example, position);

  useEffect(() => {
    const paint = (): void => {
      const all = tensorValue(NAME);
      if (!all || !list.current) return;
      const data = all.subarray(position * classes.length, (position + 1) * classes.length);
      const order = orderOf(data, classes.length, target);
      const best = order.reduce((a, b) => (data[b] > data[a] ? b : a), order[0]);
      for (const [i, row] of [...list.current.children].entries()) {
        const of = order[i];
        const element = row as HTMLElement;
        element.style.setProperty('--share', String(data[of]));
        element.dataset.best = String(of === best);
        element.dataset.right = String(of === target);
        const [name, , value] = element.children;
        name.textContent = nameOf(classes[of]);
        value.textContent = percent(data[of]);
      }
    };
    const unsubscribe = subscribeTensor(NAME, () => repaint(paint));
    paint();
    return () => {
      unsubscribe();
      cancelRepaint(paint);
    };
  }, [classes, position, target, percent, nameOf]);

  return (
    <div className="prediction">
      <h3 className="prediction-title">
        {word === undefined ? sentence.prediction : sentence.predictionAt(word)}
      </h3>
      <ol ref={list} className="prediction-bars">
        {classes.slice(0, shown).map((name) => (
          <li key={name}>
            <span className="prediction-name">{nameOf(name)}</span>
            <span className="prediction-bar" aria-hidden="true" />
            <span className="prediction-value" />
            <span className="prediction-right" title={sentence.right}>
              <span aria-hidden="true">✓</span>
              <span className="visually-hidden">{sentence.right}</span>
            </span>
          </li>
        ))}
      </ol>
      <p className="prediction-note">
        {classes.length > shown && <span>{sentence.topOf(shown, classes.length)}</span>}
        {target !== null && <span>✓ {sentence.right}</span>}
      </p>
    </div>
  );
}

/** The class that is right, of the example or at one of its positions; null where none is known. */
function rightAt({ target, targets }: ExampleInfo, position: number): number | null {
  if (!targets) return target;
  const right = targets[position] ?? -1;
  return right < 0 ? null : right;
}

/** Classes from top to bottom: all in their own order, or the most likely and the right one. */
function orderOf(data: TensorData, classes: number, target: number | null): number[] {
  const order = Array.from({ length: classes }, (_, i) => i);
  if (classes <= MOST) return order;
  order.sort((a, b) => data[b] - data[a]);
  const missing = target !== null && order.indexOf(target) >= MOST;
  return missing ? [...order.slice(0, MOST - 1), target] : order.slice(0, MOST);
}
