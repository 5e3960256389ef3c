import { useEffect, useRef } from 'react';
import type { ConvolutionLayer } from '../../../engine/session/client';
import { largestSize } from '../../charts/heatmap/colours';
import { HeatmapCanvas } from '../../charts/heatmap/heatmap-canvas';
import { Legend, type LegendHandle } from '../../charts/heatmap/legend';
import { formatTick } from '../../charts/heatmap/numbers';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { type Slice, sliceOf } from '../../charts/heatmap/slice';
import { HelpNote } from '../../components/help-note';
import { useWords } from '../../i18n/use-words';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { words } from './words';

interface Props {
  readonly layer: ConvolutionLayer;
  /** The output map that is looked at. */
  readonly chosen: number;
  readonly onChoose: (feature: number) => void;
}

/** The kernel of each output map as a small picture; of colour pictures in colour. */
export function KernelStrip({ layer, chosen, onChoose }: Props) {
  const text = useWords(words);
  const legend = useRef<LegendHandle>(null);
  const scale = useRef<HTMLSpanElement>(null);
  const { weight, features, channels, groups, kernel, dimensions } = layer;
  const perGroup = channels / groups;
  const each = perGroup * kernel.reduce((n, k) => n * k, 1);
  const colour = perGroup === 3 && dimensions === 2;
  const sliceAt = (feature: number): Slice => {
    const slice =
      dimensions === 2
        ? sliceOf([perGroup, ...kernel], ['C', 'Y', 'X'])
        : sliceOf([perGroup, kernel[1]], ['C', 'T']);
    return { ...slice, offset: slice.offset + feature * each };
  };
  const { rows, cols } = sliceAt(0);
  const side = Math.max(2, Math.min(14, Math.floor(90 / Math.max(rows, cols))));
  return (
    <section className="kernels" aria-labelledby="kernels-title">
      <h3 id="kernels-title" className="filters-title">
        {text.kernels} <span className="filters-name">{weight}</span>
        <HelpNote about={text.kernels} text={text.kernelsHelp} />
        {colour ? (
          <span ref={scale} className="filters-note" />
        ) : (
          <Legend ref={legend} kind="signed" />
        )}
      </h3>
      <div className="kernel-list" role="group" aria-label={text.kernels}>
        {Array.from({ length: features }, (_, feature) => (
          <button
            key={feature}
            type="button"
            className="kernel"
            aria-pressed={feature === chosen}
            aria-label={text.kernelOf(feature)}
            onClick={() => onChoose(feature)}
          >
            {colour ? (
              <ColourKernel
                name={weight}
                kernel={kernel}
                feature={feature}
                onMax={(max) => {
                  if (scale.current) scale.current.textContent = text.colourScale(formatTick(max));
                }}
              />
            ) : (
              <HeatmapCanvas
                name={weight}
                size={features * each}
                kind="signed"
                slice={sliceAt(feature)}
                cellWidth={side}
                cellHeight={side}
                numbers={0}
                onMax={feature === 0 ? (max) => legend.current?.setMax(max) : undefined}
              />
            )}
            <span>{feature}</span>
          </button>
        ))}
      </div>
    </section>
  );
}

interface ColourProps {
  readonly name: string;
  readonly kernel: readonly number[];
  readonly feature: number;
  /** Told the end of the scale with every painting, past React. */
  readonly onMax: (max: number) => void;
}

/** Weights of red, green and blue as a picture: grey is 0, the largest of all kernels is full colour. */
function ColourKernel({ name, kernel: [rows, cols], feature, onMax }: ColourProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const told = useRef(onMax);
  useEffect(() => {
    told.current = onMax;
  });
  useEffect(() => {
    const paint = (): void => {
      const values = tensorValue(name);
      const context = canvas.current?.getContext('2d');
      if (!values || !context) return;
      const max = largestSize(values) || 1;
      told.current(max);
      const image = context.createImageData(cols, rows);
      const places = rows * cols;
      for (let at = 0; at < places; at++) {
        for (let c = 0; c < 3; c++) {
          const weight = values[(feature * 3 + c) * places + at];
          image.data[4 * at + c] = 255 * (0.5 + weight / (2 * max));
        }
        image.data[4 * at + 3] = 255;
      }
      context.putImageData(image, 0, 0);
    };
    const end = subscribeTensor(name, () => repaint(paint));
    paint();
    return () => {
      end();
      cancelRepaint(paint);
    };
  }, [name, rows, cols, feature]);
  return (
    <canvas ref={canvas} className="kernel-colour" width={cols} height={rows} aria-hidden="true" />
  );
}
