import type { ModelInfo } from '../../../engine/session/client';
import { formatCell } from '../../charts/heatmap/numbers';
import { useWords } from '../../i18n/use-words';
import { HelpNote } from '../../components/help-note';
import { visible } from '../computation/answers';
import { elementNames } from './element-names';
import type { MethodValues } from './methods';
import { SignedBar } from './signed-bar';
import { words } from './words';

interface Props {
  readonly model: ModelInfo;
  readonly field: string;
  readonly methods: readonly MethodValues[];
  /** End of the common scale. */
  readonly max: number;
}

/** A row for each word, a column of bars for each method. */
export function ElementTable({ model, field, methods, max }: Props) {
  const say = useWords(words);
  const names = elementNames(model, field, methods[0].values.length);
  return (
    <div className="decision-scroll" role="group" aria-label={say.inputs} tabIndex={0}>
      <table className="decision-table decision-elements">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{say.element}</span>
            </th>
            {methods.map(({ method }) => (
              <th key={method} scope="col">
                <span className="decision-method">
                  {say.methods[method]}
                  <HelpNote about={say.methods[method]} text={say.methodHelp[method]} />
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name, i) => (
            <tr key={i}>
              <th scope="row">{visible(name)}</th>
              {methods.map(({ method, values }) => (
                <td key={method}>
                  {method === 'attention' ? (
                    <SignedBar value={values[i]} max={1} unsigned />
                  ) : (
                    <SignedBar value={values[i]} max={max} />
                  )}
                  <span className="decision-number">{formatCell(values[i])}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
