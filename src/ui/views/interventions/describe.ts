import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { parameterOf } from '../../../engine/session/client';
import type { Intervention } from '../../../engine/experiment/schema';
import { formatValue } from '../../charts/heatmap/numbers';
import { namesAlong } from '../tensor/labels';
import { WORDS } from './words';

type Catalogue = (typeof WORDS)['en'];

/** The chosen index along an axis by its name: `head 1`, `key dog`. */
export function axisName(
  model: ModelInfo,
  info: TensorInfo,
  place: number,
  at: number,
  words: Catalogue,
): string {
  const axis = info.axes[place];
  if (axis === 'H') return `${words.axis.H} ${at + 1}`;
  return `${words.axis[axis]} ${namesAlong(model, info, axis)?.[at] || at}`;
}

/** Where an intervention acts, in words: `head 1 · key dog`. */
export function whereText(
  model: ModelInfo,
  info: TensorInfo | undefined,
  where: Intervention['where'],
  words: Catalogue,
): string {
  const places = info?.axes.flatMap((axis, place) => (axis === 'B' ? [] : [place]));
  const parts = where.flatMap((list, axis) => {
    const place = places?.[axis];
    if (list === null || !info || place === undefined || list.length === info.shape[place]) {
      return [];
    }
    if (list.length === 1) return [axisName(model, info, place, list[0], words)];
    return [`${words.axis[info.axes[place]]} ${ranges(list)}`];
  });
  return parts.length > 0 ? parts.join(' · ') : words.everything;
}

/** What an intervention does, in words. */
export function ruleText({ kind, value, seed, from }: Intervention, words: Catalogue): string {
  if (kind === 'set') return words.setTo(formatValue(value ?? 0));
  if (kind === 'scale') return words.times(formatValue(value ?? 1));
  if (kind === 'shuffle') return words.shuffled(seed ?? 0);
  if (kind === 'patch' && from) return words.fromExample(from.index, words.splits[from.split]);
  return words.kind[kind];
}

/** Interventions on one tensor of the shown model, with their places in the list. */
export function onTensor(
  list: readonly Intervention[],
  name: string,
  run: number,
): { readonly one: Intervention; readonly at: number }[] {
  return list.flatMap((one, at) => {
    const of = parameterOf(one.tensor);
    return of.name === name && of.run === run ? [{ one, at }] : [];
  });
}

/** `0–3, 5`: neighbours as spans. */
function ranges(list: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const at of list) {
    const last = spans.at(-1);
    if (last && last[1] === at - 1) last[1] = at;
    else spans.push([at, at]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}
