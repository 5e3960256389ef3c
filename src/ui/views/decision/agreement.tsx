import { signedEntry } from '../../charts/heatmap/colours';
import { usePalette } from '../../charts/heatmap/palette';
import { HelpNote } from '../../components/help-note';
import { useWords } from '../../i18n/use-words';
import { comparable, type MethodValues } from './methods';
import { spearman } from './rank-correlation';
import { words } from './words';

/** How far the methods agree about the order of the elements: a small matrix of rank correlations. */
export function Agreement({ methods }: { readonly methods: readonly MethodValues[] }) {
  const say = useWords(words);
  const palette = usePalette();
  return (
    <div className="decision-agreement">
      <h4>
        {say.agreement} <HelpNote about={say.agreement} text={say.agreementHelp} />
      </h4>
      <div className="decision-scroll" role="group" aria-label={say.agreement} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <td />
              {methods.slice(0, -1).map(({ method }) => (
                <th key={method} scope="col">
                  {say.methods[method]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {methods.slice(1).map((one, row) => (
              <tr key={one.method}>
                <th scope="row">{say.methods[one.method]}</th>
                {methods.slice(0, -1).map((other, col) => {
                  // Each pair once.
                  if (col > row) return <td key={other.method} />;
                  const r = spearman(...comparable(one, other));
                  const entry = signedEntry(r ?? 0, 1);
                  return (
                    <td
                      key={other.method}
                      className="decision-correlation"
                      style={{
                        background: palette.signed.css[entry],
                        color: palette.signed.bright[entry] ? palette.darkInk : palette.lightInk,
                      }}
                    >
                      {r === null ? '–' : r.toFixed(2).replace('-', '−')}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
