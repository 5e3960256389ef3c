import { useCallback, useState } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import type { TensorData } from '../../../engine/tensor/types';
import { formatCell } from '../../charts/heatmap/numbers';
import { Segmented } from '../../components/segmented';
import { useWords } from '../../i18n/use-words';
import { tensorValue } from '../../stores/tensor-values';
import { useView, withoutGradient } from '../../stores/view-store';
import { useLatestValues } from '../inspector/use-latest-values';
import { WordBars } from '../tensor/word-bars';
import { type AttentionMap, pairOf } from './maps';
import { useMapLabels } from './names';
import { showPair, useChosenPair, useHeadOf } from './selection';
import { columnSums, headWindow, largestAt, rowOf } from './sums';
import { words } from './words';
import './words-view.css';

interface Props {
  readonly model: ModelInfo;
  readonly map: AttentionMap;
}

type Colouring = 'fromWord' | 'received' | 'alignment';

/** The keys as words, coloured by how much a query attends each, or all queries together. */
export function WordsView({ model, map }: Props) {
  const own = useWords(words);
  const head = useHeadOf(map);
  const labels = useMapLabels(model, map);
  const options: readonly Colouring[] =
    map.kind === 'cross'
      ? ['alignment', 'fromWord', 'received']
      : map.kind === 'self'
        ? ['fromWord', 'received']
        : ['fromWord'];
  const [wanted, setWanted] = useState<Colouring | null>(null);
  const colouring = wanted && options.includes(wanted) ? wanted : options[0];
  const chosen = useChosenPair(map, head);
  const hovered = useView(({ hovered: at }) =>
    at && withoutGradient(at.tensor) === map.info.name ? pairOf(at.cell).query : null,
  );
  const query = Math.min(hovered ?? chosen?.query ?? 0, map.queries - 1);
  const weights = useCallback(
    (data: TensorData) => {
      const part = headWindow(map, head);
      return colouring === 'received' ? columnSums(data, part) : rowOf(data, part, query);
    },
    [map, head, colouring, query],
  );
  const choose = (at: number): void => {
    const data = tensorValue(map.info.name);
    const key = data ? largestAt(rowOf(data, headWindow(map, head), at)) : 0;
    showPair(map, head, { query: at, key });
  };
  const { unknown } = model.example;
  return (
    <div className="words-view">
      {options.length > 1 && (
        <Segmented
          label={own.colouring}
          value={colouring}
          options={options.map((value) => ({ value, label: own[value] }))}
          onChange={setWanted}
        />
      )}
      {colouring === 'alignment' && (
        <Alignment map={map} head={head} labels={labels} query={query} onChoose={choose} />
      )}
      {colouring === 'fromWord' && map.kind === 'cross' && (
        <ol className="words-queries" aria-label={own.queries}>
          {labels.queries.map((word, i) => (
            <li key={i}>
              <button type="button" aria-pressed={i === query} onClick={() => choose(i)}>
                {word}
              </button>
            </li>
          ))}
        </ol>
      )}
      {colouring !== 'alignment' && (
        <WordBars
          words={labels.keys}
          {...(unknown.length === map.keys ? { unknown } : {})}
          tensor={map.info.name}
          weights={weights}
          chosen={map.kind === 'self' && colouring === 'fromWord' ? query : null}
          onChoose={choose}
        >
          {colouring === 'received' ? own.receivedLegend : own.from(labels.queries[query] ?? '')}
        </WordBars>
      )}
    </div>
  );
}

interface AlignmentProps {
  readonly map: AttentionMap;
  readonly head: number;
  readonly labels: { readonly queries: readonly string[]; readonly keys: readonly string[] };
  readonly query: number;
  readonly onChoose: (query: number) => void;
}

/** Often enough to be read. */
const EVERY_MS = 200;

/** For each written word the source word that it attends most, and how much. */
function Alignment({ map, head, labels, query, onChoose }: AlignmentProps) {
  const own = useWords(words);
  const make = useCallback(
    (data: TensorData) =>
      Array.from({ length: map.queries }, (_, i) => {
        const row = rowOf(data, headWindow(map, head), i);
        const key = largestAt(row);
        return { key, weight: row[key] };
      }),
    [map, head],
  );
  const rows = useLatestValues(map.info.name, make, EVERY_MS);
  return (
    <table className="alignment">
      <thead>
        <tr>
          <th scope="col">{own.written}</th>
          <th scope="col">{own.mostAttended}</th>
          <th scope="col">{own.weight}</th>
        </tr>
      </thead>
      <tbody>
        {labels.queries.map((word, i) => (
          <tr key={i} className={i === query ? 'is-chosen' : undefined}>
            <th scope="row">
              <button type="button" aria-pressed={i === query} onClick={() => onChoose(i)}>
                {word === '' ? '·' : word}
              </button>
            </th>
            <td>{rows?.[i] ? labels.keys[rows[i].key] : ''}</td>
            <td>
              <span
                className="alignment-bar"
                style={{ '--share': rows?.[i]?.weight ?? 0 } as React.CSSProperties}
                aria-hidden="true"
              />
              {rows?.[i] ? formatCell(rows[i].weight) : ''}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
