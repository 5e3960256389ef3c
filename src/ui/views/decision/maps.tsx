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
  /** What is looked at: pixels or frames. */
  readonly input: Float32Array | null;
  readonly methods: readonly MethodValues[];
  readonly max: number;
}

/** A map for each method: of the pixels of a picture, or of the positions of a sequence as a strip. */
export function Maps({ shape, input, methods, max }: Props) {
  const say = useWords(words);
  const [rows, cols] = shape.length > 1 ? shape : [1, shape[0]];
  return (
    <ul className={rows > 1 ? 'decision-maps' : 'decision-strips'}>
      {input && (
        <li>
          <span className="decision-map-title">{say.input}</span>
          <Grid
            rows={rows}
            cols={cols}
            values={input}
            max={Math.max(...input.map(Math.abs))}
            colours={rows > 1 ? 'ink' : 'signed'}
            label={say.input}
          />
        </li>
      )}
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
            colours={method === 'attention' ? 'probability' : 'signed'}
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
  readonly colours: 'signed' | 'probability' | 'ink';
  readonly label: string;
}

/** One pixel for each cell, enlarged without smoothing. */
function Grid({ rows, cols, values, max, colours, label }: GridProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(cols, rows);
    const pixels = new Uint32Array(image.data.buffer);
    const signed = colours === 'signed';
    const entryOf = signed ? (x: number) => signedEntry(x, max) : probabilityEntry;
    const table = signed ? palette.signed : palette.probability;
    for (let i = 0; i < pixels.length; i++) pixels[i] = table.pixels[entryOf(values[i])];
    context.putImageData(image, 0, 0);
  }, [rows, cols, values, max, colours, palette]);
  return (
    <canvas
      ref={canvas}
      className={colours === 'ink' ? 'decision-map decision-map-ink' : 'decision-map'}
      width={cols}
      height={rows}
      role="img"
      aria-label={label}
    />
  );
}
