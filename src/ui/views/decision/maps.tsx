import { useEffect, useRef } from 'react';
import { probabilityEntry, signedEntry } from '../../charts/heatmap/colours';
import { usePalette } from '../../charts/heatmap/palette';
import { useWords } from '../../i18n/use-words';
import { HelpNote } from '../../components/help-note';
import { formatValue } from '../../charts/heatmap/numbers';
import type { MethodValues } from './methods';
import { words } from './words';

interface Props {
  /** Rows and columns of a picture, or the positions of a strip. */
  readonly shape: readonly number[];
  readonly methods: readonly MethodValues[];
  readonly max: number;
}

/** A map for each method: of the pixels of a picture, or of the positions of a sequence as a strip. */
export function Maps({ shape, methods, max }: Props) {
  const say = useWords(words);
  const [rows, cols] = shape.length > 1 ? shape : [1, shape[0]];
  return (
    <ul className={rows > 1 ? 'decision-maps' : 'decision-strips'}>
      {methods.map(({ method, values }) => (
        <li key={method}>
          <span className="decision-map-title">
            {say.methods[method]}{' '}
            <HelpNote about={say.methods[method]} text={say.methodHelp[method]} />
          </span>
          <Grid
            rows={rows}
            cols={cols}
            values={values}
            max={max}
            unsigned={method === 'attention'}
            label={`${say.methods[method]}: ${formatValue(Math.min(...values))} … ${formatValue(Math.max(...values))}`}
          />
        </li>
      ))}
    </ul>
  );
}

interface GridProps {
  readonly rows: number;
  readonly cols: number;
  readonly values: Float32Array;
  readonly max: number;
  readonly unsigned: boolean;
  readonly label: string;
}

/** One pixel for each cell, enlarged without smoothing. */
function Grid({ rows, cols, values, max, unsigned, label }: GridProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(cols, rows);
    const pixels = new Uint32Array(image.data.buffer);
    const entryOf = unsigned ? probabilityEntry : (x: number) => signedEntry(x, max);
    const table = unsigned ? palette.probability : palette.signed;
    for (let i = 0; i < pixels.length; i++) pixels[i] = table.pixels[entryOf(values[i])];
    context.putImageData(image, 0, 0);
  }, [rows, cols, values, max, unsigned, palette]);
  return (
    <canvas
      ref={canvas}
      className="decision-map"
      width={cols}
      height={rows}
      role="img"
      aria-label={label}
    />
  );
}
