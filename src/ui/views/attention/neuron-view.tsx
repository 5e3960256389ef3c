import { useMemo } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { useWords } from '../../i18n/use-words';
import { formatValue } from '../../charts/heatmap/numbers';
import { texOf } from '../inspector/expression';
import { useLatestValues } from '../inspector/use-latest-values';
import { Formula } from '../tensor/formula';
import { ListChoice } from './choosers';
import { type AttentionMap, cellOf, type Pair } from './maps';
import { useMapLabels } from './names';
import { NeuronRow } from './neuron-row';
import { NeuronSum } from './neuron-sum';
import { showPair, useChosenPair, useHeadOf } from './selection';
import { headWindow, largestAt, rowOf } from './sums';
import { type Asked, useAnswer } from './use-answer';
import { isNamed, leavesOf, shortName, stepsOf, type WeightStep } from './weight-steps';
import { words } from './words';
import './neuron-view.css';

interface Props {
  readonly model: ModelInfo;
  readonly map: AttentionMap;
}

/** While values keep changing, a weight is explained anew at most this often. */
const AGAIN_MS = 250;
/** Terms that are written out in a formula. */
const MOST_TERMS = 4;

/** One weight from its query and key on: the products, their sum, scale, mask, softmax. */
export function NeuronView({ model, map }: Props) {
  const own = useWords(words);
  const head = useHeadOf(map);
  const labels = useMapLabels(model, map);
  const chosen = useChosenPair(map, head);
  const first = useFirstPair(map, head);
  const pair = chosen ?? first;
  const { name } = map.info;
  const at = pair ? cellOf(map, head, pair.query, pair.key).join() : null;
  const asked = useMemo<Asked<'attentionWeight'> | null>(
    () =>
      at === null
        ? null
        : { name: 'attentionWeight', request: { name, index: at.split(',').map(Number) } },
    [name, at],
  );
  const answer = useAnswer(asked, name, AGAIN_MS);
  const choose = (change: Partial<Pair>): void => {
    if (pair) showPair(map, head, { ...pair, ...change });
  };
  if (!pair) return <p className="attention-note">{own.noPair}</p>;
  const numbered = (list: readonly string[]): string[] =>
    list.map((word, i) => `${i}: ${word === '' ? '·' : word}`);
  const weight = answer?.answer;
  return (
    <div className="neuron">
      <div className="view-controls">
        {map.queries > 1 && (
          <ListChoice
            label={own.query}
            value={pair.query}
            options={numbered(labels.queries)}
            onChange={(query) => choose({ query })}
          />
        )}
        <ListChoice
          label={own.key}
          value={pair.key}
          options={numbered(labels.keys)}
          onChange={(key) => choose({ key })}
        />
      </div>
      {weight && (
        <>
          <section aria-label={own.score}>
            <h3 className="stage-title">{own.score}</h3>
            {leavesOf(weight).map((sum) => (
              <NeuronSum key={`${sum.name} ${sum.index.join()}`} model={model} step={sum} />
            ))}
          </section>
          <section aria-label={own.steps}>
            <h3 className="stage-title">{own.steps}</h3>
            <dl className="neuron-steps">
              {stepsOf(weight).map((step) => (
                <div key={step.name}>
                  <dt>{isNamed(step) ? shortName(step.name) : own.part}</dt>
                  <dd>
                    <Derivation step={step} />
                    <output className="neuron-value" data-tensor={step.name}>
                      {formatValue(step.value)}
                    </output>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
          <NeuronRow map={map} head={head} pair={pair} labels={labels} />
        </>
      )}
    </div>
  );
}

/** How a step follows from the one before. */
function Derivation({ step }: { readonly step: WeightStep }) {
  const own = useWords(words);
  if (step.edited) return <span>{own.edited}: </span>;
  if (step.op === 'maskFill') {
    return <span>{step.value === -Infinity ? own.blocked : own.kept}:</span>;
  }
  return <Formula tex={`\\displaystyle ${texOf(step.expr, step.terms, MOST_TERMS)} =`} />;
}

/** The pair to begin with: the last query that attends anything, and the key it attends most. */
function useFirstPair(map: AttentionMap, head: number): Pair | null {
  const make = useMemo(
    () =>
      (data: ArrayLike<number>): Pair | null => {
        const part = headWindow(map, head);
        const query = Array.from({ length: map.queries }, (_, i) => i).findLast((i) =>
          rowOf(data, part, i).some((weight) => weight > 0),
        );
        if (query === undefined) return null;
        return { query, key: largestAt(rowOf(data, part, query)) };
      },
    [map, head],
  );
  return useLatestValues(map.info.name, make, 1000);
}
