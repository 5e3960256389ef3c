import { useRef, useState } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { tensorInfo } from '../computation/shown';
import { formatValue } from '../../charts/heatmap/numbers';
import { useWords } from '../../i18n/use-words';
import { cellName } from '../tensor/labels';
import { Formula } from '../tensor/formula';
import { useEm } from '../tensor/use-em';
import { useSize } from '../tensor/use-size';
import { Strip } from './strip';
import { isNamed, shortName, type WeightStep } from './weight-steps';
import { words } from './words';

interface Props {
  readonly model: ModelInfo;
  readonly step: WeightStep;
}

interface Row {
  readonly label: string;
  readonly values: readonly number[];
}

/** In em: a letter of a label, the end of a scale, a number, and the width from which labels stand beside. */
const LETTER = 0.5;
const END = 4.5;
const NUMBER = 2.1;
const NARROW = 36;

/** A sum of products: both vectors, element times element, and what they add up to. */
export function NeuronSum({ model, step }: Props) {
  const own = useWords(words);
  const em = useEm();
  const host = useRef<HTMLDivElement>(null);
  const room = useSize(host)?.width ?? 0;
  const [pointed, point] = useState<number | null>(null);
  const { terms, parts, value, edited } = step;
  const weighted = terms.length > 0 && !edited && terms.every(({ weight }) => weight !== undefined);
  const rows = weighted ? rowsOf(model, step, own.product) : [];
  const marked = pointed !== null && pointed < terms.length ? pointed : null;
  const term = marked === null ? null : terms[marked];
  const longest = Math.max(0, ...rows.map(({ label }) => label.length));
  const beside = room < NARROW * em ? 0 : longest * LETTER;
  const numbers = (room / em - beside - END) / Math.max(1, terms.length) >= NUMBER;
  return (
    <div ref={host} className="neuron-sum">
      {rows.length > 0 && (
        <table className="neuron-strips">
          <tbody>
            {rows.map(({ label, values }) => (
              <Strip
                key={label}
                label={label}
                values={values}
                max={Math.max(...values.map(Math.abs))}
                numbers={numbers}
                marked={marked}
                onPoint={point}
              />
            ))}
          </tbody>
        </table>
      )}
      {parts.length > 0 && (
        <p className="attention-note">
          {parts.toReversed().map(({ op, equation }) => (
            <span key={op} className="neuron-part">
              {op}: <Formula tex={equation} />{' '}
            </span>
          ))}
        </p>
      )}
      <p className="neuron-result">
        <span className="neuron-result-name">
          {isNamed(step) ? shortName(step.name) : own.part}
        </span>
        {weighted ? ` = ${own.sum} ${own.product} = ` : ' = '}
        <output className="neuron-value" data-tensor={step.name}>
          {formatValue(value)}
        </output>
        {edited && <small> {own.edited}</small>}
        <span className="neuron-term" aria-hidden="true">
          {term
            ? `${marked}: ${formatValue(term.value)} × ${formatValue(term.weight ?? 1)} = ${formatValue(term.value * (term.weight ?? 1))}`
            : ''}
        </span>
      </p>
    </div>
  );
}

/** Strips in the order of the computation: what each term was made from, the terms, their weights, the products. */
function rowsOf(model: ModelInfo, { terms, parts }: WeightStep, product: string): Row[] {
  const name = (tensor: string, index: readonly number[]) => vectorName(model, tensor, index);
  const [first] = terms;
  const from = parts.toReversed().flatMap(({ terms: made }): Row[] => {
    const columns = made[0].length === 1 ? [] : made[0].map((_, i) => i);
    return columns.map((i) => ({
      label: name(made[0][i].name, made[0][i].index),
      values: made.map((each) => each[i].value),
    }));
  });
  const between = parts.slice(0, -1).map(({ terms: made }) => ({
    label: name(made[0][0].name, made[0][0].index),
    values: made.map(([one]) => one.value),
  }));
  return [
    ...from,
    ...between.toReversed(),
    { label: name(first.name, first.index), values: terms.map(({ value }) => value) },
    {
      label: first.weightName ? name(first.weightName, first.weightIndex ?? []) : '×',
      values: terms.map(({ weight }) => weight ?? 1),
    },
    { label: product, values: terms.map(({ value, weight }) => value * (weight ?? 1)) },
  ];
}

/** A vector by the query or key that it belongs to: `q[h1, dog]`. */
function vectorName(model: ModelInfo, tensor: string, index: readonly number[]): string {
  const info = tensorInfo(model, tensor);
  const last = index.length - 1;
  // Positions within a segment have no words of their own.
  if (!info || info.axes.includes('S')) {
    return `${shortName(tensor)}[${index.slice(0, last).join(', ')}]`;
  }
  const axes = info.axes.map((axis, i) => {
    if (i === last) return 'B';
    return info.shape[i] === 1 ? '1' : axis;
  });
  return cellName(model, { ...info, name: shortName(tensor), axes }, index);
}
