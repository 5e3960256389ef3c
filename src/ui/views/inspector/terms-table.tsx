import { useState } from 'react';
import type { Explanation, ModelInfo, TensorInfo } from '../../../engine/session/client';
import { formatValue } from '../../charts/heatmap/numbers';
import { useMessages } from '../../i18n/use-messages';
import { CellButton } from './cell-button';
import { isWeightedSum } from './expression';

interface Props {
  readonly model: ModelInfo;
  /** The tensor whose cell is explained: its neighbours are named without their common path. */
  readonly info: TensorInfo;
  readonly explanation: Explanation;
  /** Value of the formula with these terms. */
  readonly result: number;
}

/** Terms shown before one asks for all. */
const FIRST = 8;

/** The terms of a formula, each leading to its cell; sums also with weights and products. */
export function TermsTable({ model, info, explanation, result }: Props) {
  const { inspector } = useMessages();
  const [all, setAll] = useState(false);
  const { terms, expr } = explanation;
  const sum = isWeightedSum(expr, terms.length);
  const weighted = terms.some(({ weight }) => weight !== undefined);
  const shown = all || terms.length <= FIRST + 1 ? terms : terms.slice(0, FIRST);
  return (
    <>
      <table className="terms">
        <thead>
          <tr>
            <th scope="col">{inspector.term}</th>
            <th scope="col">{weighted ? inspector.valueAndWeight : inspector.value}</th>
            {weighted && <th scope="col">{inspector.product}</th>}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, index, value, weight, weightName, weightIndex }, i) => (
            <tr key={i}>
              <td>
                <CellButton model={model} from={info.name} tensor={name} cell={index} />
                {weightName !== undefined && weightIndex && (
                  <CellButton
                    model={model}
                    from={info.name}
                    tensor={weightName}
                    cell={weightIndex}
                  />
                )}
              </td>
              <td>
                <span>{formatValue(value)}</span>
                {weight !== undefined && <span>× {formatValue(weight)}</span>}
              </td>
              {weighted && <td>{formatValue(value * (weight ?? 1))}</td>}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={weighted ? 2 : 1}>
              {sum ? inspector.sum : inspector.result}
            </th>
            <td>{formatValue(result)}</td>
          </tr>
        </tfoot>
      </table>
      {terms.length > FIRST + 1 && (
        <button type="button" className="terms-more" onClick={() => setAll(!all)}>
          {all ? inspector.fewerTerms : inspector.allTerms(terms.length)}
        </button>
      )}
    </>
  );
}
