import { formatValue } from '../../charts/heatmap/numbers';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { formatDelta } from './head-cell';
import type { HeadGroup } from './head-groups';
import type { Single, useAblation } from './use-ablation';
import { words } from './words';

interface Props {
  readonly title: string;
  readonly group: HeadGroup;
  readonly head: number;
  readonly ablation: ReturnType<typeof useAblation>;
}

/** The head that is chosen, with a button to take it out, and what that does. */
export function ChosenHead({ title, group, head, ablation }: Props) {
  const say = useWords(words);
  const { count } = useMessages();
  const { busy, heldOut, inExample, ablateOne } = ablation;
  const all = heldOut(group.pattern, head);
  const one = inExample(group.pattern, head);
  return (
    <section className="heads-chosen" aria-label={say.selected}>
      <h3>
        <span className="heads-label">{say.selected}</span> {title}
      </h3>
      <button
        type="button"
        className="button"
        disabled={busy !== null}
        onClick={() => void ablateOne(group.pattern, head)}
      >
        {busy === 'one' ? say.working : say.ablate}
      </button>
      <div className="heads-result" aria-live="polite">
        {all ? (
          <>
            {all.stale && <p className="heads-stale">{say.stale(count(all.step))}</p>}
            <Comparison title={say.heldOut(count(all.examples))} result={all} />
            {one && <Comparison title={say.example} result={one} />}
          </>
        ) : (
          <p className="heads-note">{say.noSingle}</p>
        )}
      </div>
    </section>
  );
}

/** Loss and accuracy with a head and without it. */
function Comparison({ title, result }: { readonly title: string; readonly result: Single }) {
  const say = useWords(words);
  const { percent } = useMessages();
  const { loss, accuracy, without, deltaLoss } = result;
  return (
    <table className="heads-table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{say.with}</th>
          <th scope="col">{say.without}</th>
          <th scope="col">{say.change}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{say.loss}</th>
          <td>{formatValue(loss)}</td>
          <td>{formatValue(without.loss)}</td>
          <td className="heads-change">{formatDelta(deltaLoss)}</td>
        </tr>
        {accuracy !== null && without.accuracy !== null && (
          <tr>
            <th scope="row">{say.accuracy}</th>
            <td>{percent(accuracy)}</td>
            <td>{percent(without.accuracy)}</td>
            <td className="heads-change">{formatDelta(100 * (without.accuracy - accuracy))} pp</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
