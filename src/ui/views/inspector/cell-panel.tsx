import {
  evaluate,
  type Explanation,
  type ModelInfo,
  type TensorInfo,
} from '../../../engine/session/client';
import { formatValue } from '../../charts/heatmap/numbers';
import { flatOf } from '../../../engine/tensor/shape';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { ChangeLine } from '../interventions/change-line';
import { WORDS } from '../interventions/words';
import { Formula } from '../tensor/formula';
import { useCompared } from '../tensor/use-compared';
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
  const words = useWords(WORDS);
  const { compared } = useCompared(info.name, info.values);
  const { terms, expr, value, index, edited, intervened } = explanation;
  const result = evaluate(expr, terms);
  const given = terms.length === 0;
  // What is set by hand has no terms worth showing: it comes from the person.
  const note = edited
    ? `${inspector.isEdited} ${given ? '' : inspector.replaces}`
    : intervened && given
      ? words.explainedGiven
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
      {compared && <ChangeLine name={info.name} flat={flatOf(info.shape, index)} />}
      {intervened && !given && <p className="inspector-note">{words.explained}</p>}
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
