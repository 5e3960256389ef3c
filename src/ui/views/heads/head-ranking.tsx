import { useWords } from '../../i18n/use-words';
import { formatDelta } from './head-cell';
import { barOf, ranked } from './ranking';
import type { All } from './use-ablation';
import { words } from './words';

interface Props {
  readonly all: All | undefined;
  readonly nameOf: (pattern: string, head: number) => string;
  readonly onChoose: (pattern: string, head: number) => void;
}

/** All heads in a list, from the one that is needed most. */
export function HeadRanking({ all, nameOf, onChoose }: Props) {
  const say = useWords(words);
  const deltas = all?.heads.map(({ deltaLoss }) => deltaLoss) ?? [];
  return (
    <section className="heads-ranking" aria-label={say.ranking}>
      <h3>{say.ranking}</h3>
      {all ? (
        <ol>
          {ranked(all.heads).map(({ pattern, head, deltaLoss }) => {
            const bar = barOf(deltaLoss, deltas);
            return (
              <li key={`${pattern} ${head}`}>
                <button type="button" onClick={() => onChoose(pattern, head)}>
                  {nameOf(pattern, head)}
                </button>
                <span className="heads-bar" aria-hidden="true">
                  <i
                    data-negative={deltaLoss < 0}
                    style={{ left: `${100 * bar.start}%`, width: `${100 * bar.length}%` }}
                  />
                </span>
                <span className="heads-number">{formatDelta(deltaLoss)}</span>
              </li>
            );
          })}
        </ol>
      ) : (
        <p className="heads-note">{say.rankingHint}</p>
      )}
      <p className="heads-note">{say.note}</p>
    </section>
  );
}
