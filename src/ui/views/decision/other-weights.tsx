import { median } from 'd3';
import { useId } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { formatCell, formatValue } from '../../charts/heatmap/numbers';
import { Segmented } from '../../components/segmented';
import { useClassName } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { visible } from '../computation/answers';
import { tensorInfo } from '../computation/shown';
import { OrdersChart } from './orders-chart';
import { SignedBar } from './signed-bar';
import type { Asked, OtherAttention } from './use-decision';
import { verdictOf } from './verdict';
import { words } from './words';

interface Props {
  readonly model: ModelInfo;
  readonly other: OtherAttention;
  readonly asked: Asked;
  readonly onChange: (to: Partial<Asked>) => void;
}

/** With more keys than these their weights are not listed. */
const MOST_KEYS = 72;

/** A live demonstration: the same weights given to other keys, and what becomes of the answer. */
export function OtherWeights({ model, other, asked, onChange }: Props) {
  const say = useWords(words);
  const { count, percent } = useMessages();
  const nameOf = useClassName(model.experiment.id);
  const which = useId();
  const classes = model.data?.classes ?? [];
  const rows = [
    { title: say.own, weights: other.weights, answer: null },
    { title: say.equal, weights: other.equal.weights, answer: other.equal },
    ...(other.quiet
      ? [{ title: say.quiet, weights: other.quiet.weights, answer: other.quiet }]
      : []),
    { title: say.loud, weights: other.loud.weights, answer: other.loud },
  ];
  // Keys after the last that gets anything are masked.
  const attended = other.weights.findLastIndex((weight) => weight > 0) + 1;
  const keys = keyNames(model, other.changed[other.changed.length - 1], attended);
  const answerOf = (k: number, p: number): string =>
    say.becomes(visible(nameOf(classes[k] ?? String(k))), percent(p));
  return (
    <section className="decision-part" aria-label={say.other}>
      <h3>{say.other}</h3>
      <p className="decision-text">{say.otherHelp}</p>
      <div className="decision-choice">
        <span id={which}>{say.which}</span>
        <Segmented
          labelledBy={which}
          value={asked.attention}
          options={[
            { value: 'last', label: say.last },
            { value: 'all', label: say.all },
          ]}
          onChange={(attention) => onChange({ attention })}
        />
        <button type="button" className="button" onClick={() => onChange({ seed: asked.seed + 1 })}>
          {say.shuffle}
        </button>
      </div>
      <p className="decision-text">
        <strong>{say.verdict[verdictOf(other.distances, other.same)]}</strong>{' '}
        {say.sames(count(other.same), count(other.distances.length))}{' '}
        {say.changes(
          formatValue(Number((median(other.distances) ?? 0).toPrecision(2))),
          formatValue(Number(other.loud.distance.toPrecision(2))),
        )}
      </p>
      <div className="decision-other">
        <OrdersChart other={other} />
        {attended <= MOST_KEYS && (
          <div className="decision-scroll" role="group" aria-label={say.which} tabIndex={0}>
            <table className="decision-table decision-elements">
              <thead>
                <tr>
                  <th scope="col">
                    <span className="visually-hidden">{say.element}</span>
                  </th>
                  {rows.map(({ title, answer }) => (
                    <th key={title} scope="col">
                      {title}
                      <span className="decision-answer">
                        {answerOf(other.class, answer?.probability ?? other.probability)}
                      </span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {keys.map((name, i) => (
                  <tr key={i}>
                    <th scope="row">{visible(name)}</th>
                    {rows.map(({ title, weights }) => (
                      <td key={title}>
                        <SignedBar value={weights[i]} max={1} unsigned />
                        <span className="decision-number">{formatCell(weights[i])}</span>
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
      {!other.quiet && <p className="decision-note">{say.noQuiet}</p>}
    </section>
  );
}

function keyNames(model: ModelInfo, pattern: string, length: number): readonly string[] {
  const names = tensorInfo(model, pattern)?.labels?.Tk ?? model.labels.Tk ?? [];
  return Array.from({ length }, (_, i) => names[i] ?? String(i + 1));
}
