import type { Dataset, ShownExample } from '../data/dataset';
import type { Example } from '../experiment/schema';
import type { Run } from '../gallery/entry';
import type { Node } from '../graph/node';
import type { Section } from '../layers/context';
import type { ModelGraph } from '../models/build';
import { NO_TARGET } from '../models/losses';
import type { AxisLabels, DataInfo, ExampleInfo, Measure, TensorInfo } from './api';

/** What the page is told of the example. */
export function exampleInfo(
  example: Example,
  { text, unknown, target, source, values }: ShownExample,
  words: readonly string[],
  { model: { loss } }: Pick<Run, 'model'>,
): ExampleInfo {
  const wanted = loss?.kind === 'crossEntropy' ? values[loss.target] : undefined;
  // What is spelt has an answer at each position, but none of them is right or wrong by itself.
  const spelt = loss?.kind === 'ctc' ? words.map(() => NO_TARGET) : undefined;
  const each = wanted && wanted.shape.length > 0 ? [...wanted.data] : spelt;
  const targets = each ? { targets: each } : {};
  return { example, text, tokens: words, unknown, target, ...targets, source };
}

/** Which tensor is a picture, where examples are pictures. */
export function pictureInfo({ picture, fromPicture }: Dataset): Pick<DataInfo, 'picture'> {
  if (!picture) return {};
  const { field: tensor, channels, drawable } = picture;
  return { picture: { tensor, channels, own: fromPicture !== undefined, drawable } };
}

/** What a model is judged by. */
export function measuresOf({ model, training }: Run, { fields }: Dataset): Measure[] {
  if (!training || !model.loss) return [];
  if (model.loss.kind === 'ctc') return ['loss', 'exact'];
  if (model.loss.kind === 'adversarial') {
    return model.judge ? ['loss', 'accuracy', 'frechet'] : ['loss'];
  }
  if (model.loss.kind !== 'crossEntropy') return ['loss'];
  const several = fields[model.loss.target].shape.length > 0;
  return several ? ['loss', 'accuracy', 'exact'] : ['loss', 'accuracy'];
}

/** The attention patterns of a model: the last one, and how many layers and heads can be chosen from. */
export function patternsOf({ b, sections }: ModelGraph): {
  readonly last: string | undefined;
  readonly counts: { readonly layers: number; readonly heads: number };
} {
  const patterns = b.nodes.filter(({ name, listed }) => listed && /(^|\.)pattern$/.test(name));
  const heads = patterns.map(({ axes, type }) => type.shape[axes.indexOf('H')] ?? 1);
  const layers = new Set(sections.flatMap(({ layer }) => layer ?? []));
  return {
    last: patterns.at(-1)?.name,
    counts: { layers: Math.max(1, layers.size), heads: Math.max(1, ...heads) },
  };
}

/** Gives tensors that are about another sequence than the example's words the names of its elements. */
export function labelled(
  tensors: readonly TensorInfo[],
  { b, sections }: ModelGraph,
  sequences: Readonly<Record<string, readonly string[]>>,
): TensorInfo[] {
  if (Object.keys(sequences).length === 0) return [...tensors];
  return tensors.map((info) => {
    const node = b.find(info.name.replace(/^(?:grad:|computed:|total:)+/, ''));
    const section = node && sectionOf(node, sections);
    // What is given has the name of its sequence.
    const own = node && sequences[node.name];
    const labels = own ? { T: own } : section && labelsOf(section, sequences);
    return labels ? { ...info, labels } : info;
  });
}

function sectionOf({ id }: Node, sections: readonly Section[]): Section | undefined {
  return sections.findLast(({ first }) => first <= id);
}

function labelsOf(
  { sequence, keys = sequence }: Section,
  sequences: Readonly<Record<string, readonly string[]>>,
): AxisLabels | undefined {
  const own = sequence === undefined ? undefined : sequences[sequence];
  const attended = keys === undefined ? undefined : sequences[keys];
  if (!own && !attended) return undefined;
  return {
    ...(own ? { T: own, Tq: own } : {}),
    ...(attended ? { Tk: attended } : {}),
  };
}
