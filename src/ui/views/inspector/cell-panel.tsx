import {
  evaluate,
  type Explanation,
  type ModelInfo,
  type TensorInfo,
} from '../../../engine/session/client';
import { formatValue } from '../../charts/heatmap/numbers';
import { useMessages } from '../../i18n/use-messages';
import { Formula } from '../tensor/formula';
import { CellPath } from './cell-path';
import { texNumber, texOf } from './expression';
import { InfluencesPanel } from './influences-panel';
import { TermsTable } from './terms-table';
import { ValueField } from './value-field';
import './cell-panel.css';

interface Props {
  readonly model: ModelInfo;
  readonly info: TensorInfo;
  readonly explanation: Explanation;
}

/** Terms that are written out in the formula; the table has them all. */
const MOST_IN_FORMULA = 4;

/** One number: what it is, and the numbers it was computed from. */
export function CellPanel({ model, info, explanation }: Props) {
  const { inspector } = useMessages();
  const { terms, expr, value, index, edited } = explanation;
  const result = evaluate(expr, terms);
  const given = terms.length === 0;
  // What is set by hand has no terms worth showing: it comes from the person.
  const note = edited
    ? `${inspector.isEdited} ${given ? '' : inspector.replaces}`
    : given
      ? inspector.isGiven[info.kind]
      : '';
  return (
    <section className="inspector-section cell-panel">
      <h4>{inspector.whereFrom}</h4>
      <CellPath model={model} info={info} index={index} />
      <div className="cell-value">
        <span aria-hidden="true">=</span>
        {info.kind === 'gradient' ? (
          <output className="cell-number">{formatValue(value)}</output>
        ) : (
          <ValueField info={info} index={index} value={value} />
        )}
      </div>
      {note !== '' && <p className="inspector-note">{note}</p>}
      {note === '' && (
        <>
          <p className="equation">
            <Formula
              tex={`\\displaystyle ${texOf(expr, terms, MOST_IN_FORMULA)} = ${texNumber(result)}`}
            />
          </p>
          <TermsTable model={model} info={info} explanation={explanation} result={result} />
        </>
      )}
      <InfluencesPanel model={model} tensor={info.name} cell={index} />
    </section>
  );
}
