import { useEffect, useId, useRef, useState } from 'react';
import type { ClassActivation, ConvolutionLayer, ModelInfo } from '../../../engine/session/client';
import { signedEntry } from '../../charts/heatmap/colours';
import { Legend, type LegendHandle } from '../../charts/heatmap/legend';
import { formatValue } from '../../charts/heatmap/numbers';
import { usePalette } from '../../charts/heatmap/palette';
import { useOnScreen } from '../../charts/heatmap/use-on-screen';
import { HelpNote } from '../../components/help-note';
import { useClassName } from '../../i18n/experiment-words';
import { useWords } from '../../i18n/use-words';
import { PictureCanvas } from '../computation/picture-canvas';
import { tensorInfo } from '../computation/shown';
import { useAnswer } from '../looks/use-answer';
import { cellWidthOf } from './field-picture';
import { mapsOf } from './place';
import { words } from './words';

interface Props {
  readonly model: ModelInfo;
  readonly layers: readonly ConvolutionLayer[];
  readonly room: number;
}

/** Where in its maps the model finds a class: Grad-CAM, or the class activation map where there is one. */
export function ClassMap({ model, layers, room }: Props) {
  const text = useWords(words);
  const ids = useId();
  const frame = useRef<HTMLElement>(null);
  const nameOf = useClassName(model.experiment.id);
  const tensors = layers.flatMap((layer) => lastMaps(layer));
  const [chosenClass, setClass] = useState<number | null>(null);
  const [chosenMaps, setMaps] = useState<string | null>(null);
  const scores = tensorInfo(model, 'probabilities');
  const fits = scores?.shape.length === 2 && scores.shape[0] === 1 && tensors.length > 0;
  const classes = model.data?.classes ?? [];
  const of = Math.min(chosenClass ?? model.example.target ?? 0, Math.max(0, classes.length - 1));
  const name = chosenMaps !== null && tensors.includes(chosenMaps) ? chosenMaps : tensors.at(-1);
  const wanted = useOnScreen(frame) && fits;
  const answer = useAnswer('classActivation', { name: name ?? '', class: of }, model, {
    live: true,
    wanted,
  });
  if (!fits || name === undefined || classes.length === 0) return null;
  const [, positions] = layers[0].from;
  const { picture } = model.data ?? {};
  const image = picture && tensorInfo(model, picture.tensor);
  return (
    <section ref={frame} className="class-map" aria-labelledby={ids}>
      <h3 id={ids} className="filters-title">
        {text.cam}
        <HelpNote about={text.cam} text={text.camHelp} />
      </h3>
      <div className="class-map-body">
        {image && picture && (
          <div className="filters-picture">
            <PictureCanvas info={image} channels={picture.channels} label={text.camPicture} />
            <Activation answer={answer} shape={image.shape} />
          </div>
        )}
        {!image && answer && (
          <ActivationStrip answer={answer} width={positions * cellWidthOf(positions, room)} />
        )}
        <div className="class-map-controls">
          <label className="filters-field">
            {text.camClass}
            <select
              className="field"
              aria-label={text.camClass}
              value={of}
              onChange={(event) => setClass(Number(event.target.value))}
            >
              {classes.map((label, i) => (
                <option key={label} value={i}>
                  {nameOf(label)}
                </option>
              ))}
            </select>
          </label>
          <label className="filters-field">
            {text.camMaps}
            <select
              className="field"
              aria-label={text.camMaps}
              value={name}
              onChange={(event) => setMaps(event.target.value)}
            >
              {tensors.map((tensor) => (
                <option key={tensor}>{tensor}</option>
              ))}
            </select>
          </label>
          {answer && <Scale answer={answer} />}
        </div>
      </div>
    </section>
  );
}

/** The last maps of a layer ahead of pooling, which has fewer places. */
function lastMaps(layer: ConvolutionLayer): string[] {
  const all = mapsOf(layer);
  const pooled = layer.pooling ? all.indexOf(layer.pooling.output) : -1;
  return [all[pooled > 0 ? pooled - 1 : all.length - 1]];
}

function Scale({ answer }: { readonly answer: ClassActivation }) {
  const text = useWords(words);
  const legend = useRef<LegendHandle>(null);
  const max = Math.max(...answer.map.map(Math.abs));
  useEffect(() => legend.current?.setMax(max), [max]);
  return (
    <div className="class-map-scale">
      <span>{text.method[answer.method]}</span>
      <Legend ref={legend} kind="signed" />
      <span data-score="">{text.camScore(formatValue(answer.score))}</span>
    </div>
  );
}

/** The map over the picture: the stronger a place, the less the picture shows through. */
function Activation({
  answer,
  shape,
}: {
  answer: ClassActivation | null;
  shape: readonly number[];
}) {
  const palette = usePalette();
  const [height, width] = shape.slice(-2);
  const [rows, cols] = answer?.size ?? [1, 1];
  const max = Math.max(...(answer?.map ?? [0]).map(Math.abs));
  return (
    <svg
      className="filters-overlay"
      viewBox={`0 0 ${cols} ${rows}`}
      preserveAspectRatio="none"
      style={{ aspectRatio: `${width} / ${height}` }}
      aria-hidden="true"
    >
      {(answer?.map ?? []).map((value, i) => (
        <rect
          key={i}
          x={i % cols}
          y={Math.floor(i / cols)}
          width={1.01}
          height={1.01}
          fill={palette.signed.css[signedEntry(value, max)]}
          fillOpacity={max > 0 ? 0.15 + (0.7 * Math.abs(value)) / max : 0}
        >
          <title>{formatValue(value)}</title>
        </rect>
      ))}
    </svg>
  );
}

/** Of a sequence: one cell for each position, all as wide as the sequence above. */
function ActivationStrip({ answer, width }: { answer: ClassActivation; width: number }) {
  const palette = usePalette();
  const [, cols] = answer.size;
  const max = Math.max(...answer.map.map(Math.abs));
  return (
    <svg
      className="class-map-strip"
      width={width}
      height={24}
      viewBox={`0 0 ${cols} 1`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {answer.map.map((value, i) => (
        <rect
          key={i}
          x={i}
          y={0}
          width={1.01}
          height={1}
          fill={palette.signed.css[signedEntry(value, max)]}
        >
          <title>{formatValue(value)}</title>
        </rect>
      ))}
    </svg>
  );
}
