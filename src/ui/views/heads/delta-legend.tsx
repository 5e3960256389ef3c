import { formatTick } from '../../charts/heatmap/numbers';
import { usePalette } from '../../charts/heatmap/palette';

/** What the colours of changes mean: from −max over 0 to +max. Empty while nothing is known. */
export function DeltaLegend({ max, label }: { readonly max: number; readonly label: string }) {
  const { signed } = usePalette();
  if (max === 0) return null;
  const stops = Array.from({ length: 17 }, (_, i) => signed.css[1 + Math.round((254 * i) / 16)]);
  return (
    <span className="legend heads-legend">
      <span>{label}</span>
      <span className="legend-low">−{formatTick(max)}</span>
      <i
        className="legend-bar"
        aria-hidden="true"
        style={{ backgroundImage: `linear-gradient(to right, ${stops.join(', ')})` }}
      />
      <span className="legend-high">+{formatTick(max)}</span>
    </span>
  );
}
