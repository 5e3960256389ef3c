import { signedEntry } from '../../charts/heatmap/colours';
import { formatCell, formatTick, formatValue } from '../../charts/heatmap/numbers';
import { usePalette } from '../../charts/heatmap/palette';

interface Props {
  readonly label: string;
  readonly values: readonly number[];
  /** End of the colour scale: strips side by side share it where they are of one kind. */
  readonly max: number;
  /** Whether there is room for the numbers; else one is read by pointing at it. */
  readonly numbers: boolean;
  /** Position that is outlined. */
  readonly marked?: number | null;
  readonly onPoint?: (at: number | null) => void;
}

/** A vector as a row of coloured cells. */
export function Strip({ label, values, max, numbers, marked = null, onPoint }: Props) {
  const { signed } = usePalette();
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>
        <ol className="strip" aria-label={label} onPointerLeave={() => onPoint?.(null)}>
          {values.map((value, i) => {
            const entry = signedEntry(value, max);
            return (
              <li
                key={i}
                className={i === marked ? 'is-marked' : undefined}
                style={{
                  background: signed.css[entry],
                  // In the middle of the scale only these two have contrast enough (WCAG 2.2, 1.4.3).
                  color: signed.bright[entry] ? 'black' : 'white',
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
