import { useEffect, useRef } from 'react';
import type { ExampleInfo, ModelInfo } from '../../../engine/session/client';
import type { TensorData } from '../../../engine/tensor/types';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { useClassName } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { useView } from '../../stores/view-store';
import { uneditedOf } from '../tensor/use-compared';
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
  const compared = useView((view) => view.mode === 'difference');
  const shown = Math.min(MOST, classes.length);
  const { position = 0, word } = at ?? {};
  const target = rightAt(model.example, position);

  useEffect(() => {
    const paint = (): void => {
      const all = tensorValue(NAME);
      if (!all || !list.current) return;
      const here = [position * classes.length, (position + 1) * classes.length] as const;
      const data = all.subarray(...here);
      const before = compared ? tensorValue(uneditedOf(NAME))?.subarray(...here) : undefined;
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
        const was = before ? `${percent(before[of])} → ` : '';
        value.textContent = was + percent(data[of]);
        element.style.setProperty('--before', String(before?.[of] ?? data[of]));
      }
    };
    const names = compared ? [NAME, uneditedOf(NAME)] : [NAME];
    const ends = names.map((name) => subscribeTensor(name, () => repaint(paint)));
    paint();
    return () => {
      for (const end of ends) end();
      cancelRepaint(paint);
    };
  }, [classes, position, target, percent, nameOf, compared]);

  return (
    <div className="prediction" data-compared={compared}>
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
