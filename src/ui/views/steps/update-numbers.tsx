import type { UpdateAnswer } from '../../../engine/session/client';
import { formatValue } from '../../charts/heatmap/numbers';
import { useWords } from '../../i18n/use-words';
import { words as catalogue } from './words';

interface Props {
  readonly place: string;
  readonly update: UpdateAnswer;
}

/** The numbers of an update of one cell. */
export function UpdateNumbers({ place, update }: Props) {
  const words = useWords(catalogue);
  const rows: readonly (readonly [string, string])[] = [
    [words.before, formatValue(update.before)],
    [words.slope, formatValue(update.gradient)],
    [words.clip, formatValue(update.clip)],
    [words.rate, formatValue(update.rate)],
    ...update.moments.map((moment, i): readonly [string, string] => [
      words.moment(i + 1),
      formatValue(moment),
    ]),
    [words.after, formatValue(update.after)],
  ];
  return (
    <>
      <p>{words.cell(place)}</p>
      <dl className="update-numbers">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="steps-keys">{words.ofExample}</p>
    </>
  );
}
