import { useState } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { useView } from '../../stores/view-store';
import { PredictionBars } from './prediction-bars';
import { SentenceWords } from './sentence-words';
import { patternOf, tensorInfo, useShownHead, useShownLayer } from './shown';
import './sentence-view.css';

/** The example's own words, with the attention they get, and what the model makes of them. */
export function SentenceView({ model }: { readonly model: ModelInfo }) {
  const { sentence } = useMessages();
  const layer = useShownLayer(model);
  const head = useShownHead(model);
  const [from, setFrom] = useState(0);
  const pool = model.stages.find(({ kind }) => kind === 'pool');
  const stage =
    pool ?? model.stages.find((s) => s.kind === 'attention' && (s.layer ?? layer) === layer);
  const pattern = stage && patternOf(stage);
  const info = pattern === undefined ? undefined : tensorInfo(model, pattern);
  const queries = info?.axes.indexOf('Tq') ?? -1;
  // Pointing at a row of the pattern shows that row in the sentence.
  const pointed = useView((view) => {
    const cell = view.hovered ?? view.selected;
    return cell?.tensor === pattern && queries >= 0 ? (cell?.cell?.[queries] ?? null) : null;
  });
  const { tokens, source } = model.example;
  const row = Math.min(pointed ?? from, tokens.length - 1);
  return (
    <div className="sentence-view">
      {info && (
        <SentenceWords
          model={model}
          info={info}
          head={head}
          row={queries >= 0 ? row : null}
          onChoose={setFrom}
        />
      )}
      <PredictionBars model={model} />
      {source !== '' && (
        <p className="sentence-source">
          {sentence.source}: {source}
        </p>
      )}
    </div>
  );
}
