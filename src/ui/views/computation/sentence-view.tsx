import { useState } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { useView } from '../../stores/view-store';
import { PlainWords } from '../tensor/word-bars';
import { AnswerLine } from './answer-line';
import { firstAsked } from './answers';
import { PredictionBars } from './prediction-bars';
import { SentenceWords } from './sentence-words';
import { isPattern, patternOf, tensorInfo, useShownHead, useShownLayer } from './shown';
import './sentence-view.css';

/** The example's own words, with the attention they get, and what the model makes of them. */
export function SentenceView({ model }: { readonly model: ModelInfo }) {
  const { sentence } = useMessages();
  const attention = useAttention(model);
  const [from, setFrom] = useState(0);
  const answers = tensorInfo(model, 'probabilities');
  const { tokens, source, targets } = model.example;
  const words = answers && targets ? wordsOf(model, answers) : [];
  const [chosen, choose] = useState<number | null>(null);
  const [pointed, point] = useState<number | null>(null);
  const last = words.length - 1;
  const tab = Math.min(chosen ?? firstAsked(targets ?? []), last);
  const position = Math.min(pointed ?? tab, last);
  const { info, head, row } = attention;
  /** Where the answers stand at the words themselves, a word is looked at together with its answer. */
  const together = answers?.labels === undefined;
  /** Words that stand neither over their attention nor over their answers, nor in a chart. */
  const plain = !info && !(together && words.length > 0) && !model.data?.measured;
  const look = (at: number): void => {
    setFrom(at);
    if (together) choose(at);
  };
  const lookAtAnswer = (at: number): void => {
    choose(at);
    if (together) setFrom(at);
  };
  return (
    <div className="sentence-view">
      <div>
        {info && (
          <SentenceWords
            model={model}
            info={info}
            head={head}
            row={info.axes.includes('Tq') ? Math.min(row ?? from, tokens.length - 1) : null}
            onChoose={look}
          />
        )}
        {plain && tokens.length > 0 && (
          <PlainWords words={tokens} unknown={model.example.unknown} />
        )}
        {answers && words.length > 0 && (
          <AnswerLine
            model={model}
            info={answers}
            words={words}
            chosen={tab}
            onChoose={lookAtAnswer}
            onPoint={point}
          />
        )}
      </div>
      {answers && (
        <PredictionBars
          model={model}
          {...(words.length > 0 ? { at: { position, word: words[position] } } : {})}
        />
      )}
      {source !== '' && (
        <p className="sentence-source">
          {sentence.source}: {source}
        </p>
      )}
    </div>
  );
}

/** The attention weights that are shown, and the row of them that is pointed at. */
function useAttention(model: ModelInfo) {
  const layer = useShownLayer(model);
  const head = useShownHead(model);
  const pool = model.stages.find(({ kind }) => kind === 'pool');
  const pooled = pool && patternOf(pool);
  const patterns = model.stages
    .filter(({ kind, layer: own = layer }) => kind === 'attention' && own === layer)
    .flatMap(({ rows }) => rows.flat().map(({ tensor }) => tensor))
    .filter(isPattern);
  // Where words are read in segments, the table of the whole text tells of all of them.
  const pattern = pooled ?? patterns.find((name) => isWhole(model, name)) ?? patterns[0];
  const info = pattern === undefined ? undefined : tensorInfo(model, pattern);
  const queries = info?.axes.indexOf('Tq') ?? -1;
  // Pointing at a row of the pattern shows that row in the sentence.
  const row = useView((view) => {
    const cell = view.hovered ?? view.selected;
    return cell?.tensor === pattern && queries >= 0 ? (cell?.cell?.[queries] ?? null) : null;
  });
  return { info, head, row };
}

/** Whether a pattern has a key for every word. */
function isWhole(model: ModelInfo, pattern: string): boolean {
  const info = tensorInfo(model, pattern);
  return info?.shape[info.axes.indexOf('Tk')] === model.example.tokens.length;
}

/** What stands at the positions that are answered: the example's words, or another sequence. */
function wordsOf(model: ModelInfo, { axes, shape, labels }: TensorInfo): readonly string[] {
  const names = labels?.T ?? labels?.Tq ?? model.example.tokens;
  const count = shape[shape.length - 2] ?? 0;
  return axes.length < 2 ? [] : Array.from({ length: count }, (_, t) => names[t] ?? String(t + 1));
}
