import { usePalette } from '../../charts/heatmap/palette';

/** Every so many of the 256 colours are enough for a smooth bar; the first and the last are among them. */
const STRIDE = 51;

/** What the colours from the lightest to the darkest end of a scale are. */
export function ColourBar() {
  const { probability } = usePalette();
  const colours = probability.css.filter((_, i) => i % STRIDE === 0).join(', ');
  return (
    <i
      className="colour-bar"
      style={{ background: `linear-gradient(to right, ${colours})` }}
      aria-hidden="true"
    />
  );
}
