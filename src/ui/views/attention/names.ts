import { useMemo } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { sliceOf } from '../../charts/heatmap/slice';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { visible } from '../computation/answers';
import { sideLabels } from '../tensor/labels';
import type { AttentionMap } from './maps';
import { words } from './words';

/** What layers of attention are called. */
export interface MapNames {
  /** Of the group a layer belongs to: `Encoder self-attention`. */
  readonly group: (map: AttentionMap) => string;
  /** Of the layer: `Encoder self-attention · layer 2`. */
  readonly map: (map: AttentionMap) => string;
}

export function useMapNames(): MapNames {
  const { computation } = useMessages();
  const own = useWords(words);
  return useMemo(() => {
    const group = ({ kind, stack, stage }: AttentionMap): string => {
      if (kind === 'single') return computation.stage[stage.kind];
      if (kind === 'cross') return own.kinds.cross;
      return own.stackOf(stack.split('.')[0], own.kinds.self);
    };
    const map = (one: AttentionMap): string =>
      one.layer === undefined ? group(one) : own.layerIn(group(one), one.layer + 1);
    return { group, map };
  }, [computation, own]);
}

export interface MapLabels {
  readonly queries: readonly string[];
  readonly keys: readonly string[];
}

/** The words or numbers that the queries and keys of a layer are. */
export function useMapLabels(model: ModelInfo, map: AttentionMap): MapLabels {
  const own = useWords(words);
  return useMemo(() => {
    const { info } = map;
    const { rows, cols } = sideLabels(model, info, sliceOf(info.shape, info.axes));
    const single = info.labels?.Tq?.length === 1 ? info.labels.Tq[0] : own.learnedQuery;
    return {
      queries: map.queries === 1 ? [single] : (rows ?? []).map(visible),
      keys: (cols ?? []).map(visible),
    };
  }, [model, map, own]);
}
