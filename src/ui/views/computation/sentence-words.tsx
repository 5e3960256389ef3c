import { useCallback } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import type { TensorData } from '../../../engine/tensor/types';
import { flatAt, sliceOf } from '../../charts/heatmap/slice';
import { useMessages } from '../../i18n/use-messages';
import { WordBars } from '../tensor/word-bars';

interface Props {
  readonly model: ModelInfo;
  /** The attention weights. */
  readonly info: TensorInfo;
  readonly head: number;
  /** Word whose attention is shown; null where a learned query looks. */
  readonly row: number | null;
  readonly onChoose: (row: number) => void;
}

/** The words of the example, each over a bar as long as the attention it gets. */
export function SentenceWords({ model, info, head, row, onChoose }: Props) {
  const { sentence } = useMessages();
  const { tokens, unknown } = model.example;
  const weights = useCallback(
    (data: TensorData) => {
      const slice = sliceOf(info.shape, info.axes, { head });
      return tokens.map((_, col) => data[flatAt(slice, row ?? 0, col)] ?? 0);
    },
    [info, head, row, tokens],
  );
  return (
    <WordBars
      words={tokens}
      unknown={unknown}
      tensor={info.name}
      weights={weights}
      chosen={row}
      onChoose={onChoose}
    >
      {row === null ? sentence.pooled : sentence.from(tokens[row] ?? '')}
    </WordBars>
  );
}
