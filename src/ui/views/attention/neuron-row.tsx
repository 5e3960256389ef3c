import { useCallback } from 'react';
import type { TensorData } from '../../../engine/tensor/types';
import { useWords } from '../../i18n/use-words';
import { useLatestValues } from '../inspector/use-latest-values';
import { WordBars } from '../tensor/word-bars';
import type { AttentionMap, Pair } from './maps';
import type { MapLabels } from './names';
import { showPair } from './selection';
import { headWindow, rowOf } from './sums';
import { words } from './words';

interface Props {
  readonly map: AttentionMap;
  readonly head: number;
  readonly pair: Pair;
  readonly labels: MapLabels;
}

/** All weights of the query, among which softmax shares out 1. */
export function NeuronRow({ map, head, pair, labels }: Props) {
  const own = useWords(words);
  const weights = useCallback(
    (data: TensorData) => rowOf(data, headWindow(map, head), pair.query),
    [map, head, pair.query],
  );
  // Without values there is nothing to show yet.
  const known = useLatestValues(map.info.name, weights, 1000) !== null;
  return (
    <section aria-label={own.row}>
      <h3 className="stage-title">{own.row}</h3>
      {known && (
        <WordBars
          words={labels.keys}
          tensor={map.info.name}
          weights={weights}
          chosen={pair.key}
          hint={own.weightTo}
          onChoose={(key) => showPair(map, head, { query: pair.query, key })}
        >
          {own.rowOf(labels.queries[pair.query] ?? '')}
        </WordBars>
      )}
    </section>
  );
}
