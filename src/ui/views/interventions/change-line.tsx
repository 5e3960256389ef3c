import { useWords } from '../../i18n/use-words';
import { LiveValue } from '../tensor/readout';
import { uneditedOf } from '../tensor/use-compared';
import { WORDS } from './words';

interface Props {
  readonly name: string;
  readonly flat: number;
}

/** One number before edits and interventions, now, and how far it has moved. */
export function ChangeLine({ name, flat }: Props) {
  const words = useWords(WORDS);
  const values = [
    [words.before, uneditedOf(name)],
    [words.after, name],
    [words.difference, `difference:${name}`],
  ] as const;
  return (
    <dl className="change-line" title={words.comparison}>
      {values.map(([label, of]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <LiveValue name={of} flat={flat} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
