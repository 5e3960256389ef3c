import { signedEntry } from '../../charts/heatmap/colours';
import { formatCell, formatTick, formatValue } from '../../charts/heatmap/numbers';
import { usePalette } from '../../charts/heatmap/palette';

interface Props {
  readonly label: string;
  readonly values: readonly number[];
  /** End of the colour scale: strips side by side share it where they are of one kind. */
  readonly max: number;
  /** Position that is outlined. */
  readonly marked?: number | null;
  readonly onPoint?: (at: number | null) => void;
}

/** So many numbers stand in their cells; of more, one is read by pointing at it. */
const MOST_NUMBERS = 16;

/** A vector as a row of coloured cells. */
export function Strip({ label, values, max, marked = null, onPoint }: Props) {
  const { signed, darkInk, lightInk } = usePalette();
  const numbers = values.length <= MOST_NUMBERS;
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>
        <ol
          className={numbers ? 'strip has-numbers' : 'strip'}
          aria-label={label}
          onPointerLeave={() => onPoint?.(null)}
        >
          {values.map((value, i) => {
            const entry = signedEntry(value, max);
            return (
              <li
                key={i}
                className={i === marked ? 'is-marked' : undefined}
                style={{
                  background: signed.css[entry],
                  color: signed.bright[entry] ? darkInk : lightInk,
                }}
                title={`${i}: ${formatValue(value)}`}
                onPointerEnter={() => onPoint?.(i)}
              >
                <span className={numbers ? undefined : 'visually-hidden'}>{formatCell(value)}</span>
              </li>
            );
          })}
        </ol>
      </td>
      <td className="strip-end">±{formatTick(max)}</td>
    </tr>
  );
}
