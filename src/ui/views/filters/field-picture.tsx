import { useRef } from 'react';
import type { ConvolutionLayer, ModelInfo, ReceptiveField } from '../../../engine/session/client';
import { HeatmapCanvas } from '../../charts/heatmap/heatmap-canvas';
import { Legend, type LegendHandle } from '../../charts/heatmap/legend';
import { sliceOf, turned } from '../../charts/heatmap/slice';
import { HelpNote } from '../../components/help-note';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { PictureCanvas } from '../computation/picture-canvas';
import { tensorInfo } from '../computation/shown';
import { useAnswer } from '../looks/use-answer';
import { cellName, sideLabels } from '../tensor/labels';
import { words } from './words';

interface Props {
  readonly model: ModelInfo;
  /** The first convolution: what it reads is shown where there is no picture. */
  readonly first: ConvolutionLayer;
  readonly cell: { readonly tensor: string; readonly index: readonly number[] };
  readonly room: number;
}

/** The input, with the outline of what the chosen cell can depend on. */
export function FieldPicture({ model, first, cell, room }: Props) {
  const text = useWords(words);
  const fields = useAnswer('receptiveField', { name: cell.tensor, index: cell.index }, model);
  const { picture: pictureWords } = useMessages();
  const { picture } = model.data ?? {};
  const image = picture && tensorInfo(model, picture.tensor);
  const sequence = image ? undefined : sequenceOf(model, first);
  const shown = image ?? sequence;
  const field = fields?.find(({ name }) => name === shown?.name);
  const info = tensorInfo(model, cell.tensor);
  const name = info ? cellName(model, info, cell.index) : cell.tensor;
  return (
    <section className="receptive" aria-labelledby="field-title">
      <h3 id="field-title" className="filters-title">
        {text.field}
        <HelpNote about={text.field} text={text.fieldHelp} />
      </h3>
      {image && picture && (
        <div className="filters-picture">
          <PictureCanvas
            info={image}
            channels={picture.channels}
            label={pictureWords.label(...sizeOfPicture(image.shape))}
          />
          <Outline shape={image.shape} field={field} />
        </div>
      )}
      {sequence && <SequenceField info={sequence} field={field} room={room} />}
      <p className="filters-note">{text.fieldOf(name)}</p>
      <ul className="field-list">
        {(fields ?? []).flatMap((one) => {
          const line = describe(model, one, text);
          return line && one.name !== cell.tensor ? <li key={one.name}>{line}</li> : [];
        })}
      </ul>
    </section>
  );
}

/** Width and height, in pixels. */
const sizeOfPicture = (shape: readonly number[]): [number, number] => [
  shape[shape.length - 1],
  shape[shape.length - 2],
];

/** The sequence that the first convolution slides over, under the name that the model gave it. */
function sequenceOf(model: ModelInfo, { from }: ConvolutionLayer) {
  return model.tensors.find(
    ({ kind, axes, shape, dtype }) =>
      dtype === 'f32' &&
      (kind === 'input' || kind === 'activation') &&
      axes.length === 3 &&
      axes[1] === 'T' &&
      shape[1] === from[1],
  );
}

function Outline({
  shape,
  field,
}: {
  shape: readonly number[];
  field: ReceptiveField | undefined;
}) {
  const [height, width] = shape.slice(-2);
  const [top, left] = field?.first.slice(-2) ?? [0, 0];
  const [bottom, right] = field?.last.slice(-2) ?? [-1, -1];
  const box = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
  return (
    <svg
      className="filters-overlay"
      viewBox={`0 0 ${width} ${height}`}
      style={{ aspectRatio: `${width} / ${height}` }}
      aria-hidden="true"
    >
      {field && (
        <>
          <rect className="mark-halo" vectorEffect="non-scaling-stroke" {...box} />
          <rect className="mark" vectorEffect="non-scaling-stroke" {...box} data-field="" />
        </>
      )}
    </svg>
  );
}

/** Width of a position of a sequence, in px. */
export function cellWidthOf(positions: number, room: number): number {
  return Math.max(2, Math.min(36, Math.floor((room * (room < 600 ? 0.9 : 0.45)) / positions)));
}

interface SequenceProps {
  readonly info: NonNullable<ReturnType<typeof sequenceOf>>;
  readonly field: ReceptiveField | undefined;
  readonly room: number;
}

/** A sequence of vectors: positions from left to right. */
function SequenceField({ info, field, room }: SequenceProps) {
  const legend = useRef<LegendHandle>(null);
  const slice = turned(sliceOf(info.shape, info.axes));
  const cell = cellWidthOf(slice.cols, room);
  const high = Math.max(1, Math.min(cell, Math.floor(180 / slice.rows)));
  const [width, height] = [slice.cols * cell, slice.rows * high];
  return (
    <div className="field-sequence">
      <div className="field-sequence-body" style={{ width, height }}>
        <HeatmapCanvas
          name={info.name}
          size={slice.rows * slice.cols}
          kind={info.values}
          slice={slice}
          cellWidth={cell}
          cellHeight={high}
          numbers={0}
          onMax={(max) => legend.current?.setMax(max)}
        />
        {field && (
          <svg className="field-sequence-marks" width={width} height={height} aria-hidden="true">
            {(['mark-halo', 'mark'] as const).map((mark) => (
              <rect
                key={mark}
                className={mark}
                x={field.first[1] * cell}
                y={0}
                width={(field.last[1] - field.first[1] + 1) * cell}
                height={height}
              />
            ))}
          </svg>
        )}
      </div>
      <span className="filters-name">{info.name}</span> <Legend ref={legend} kind={info.values} />
    </div>
  );
}

/** `image: rows 3–7, columns 2–6`; nothing for what has no places. */
function describe(
  model: ModelInfo,
  { name, first, last, count }: ReceptiveField,
  text: (typeof words)['en'],
): string | null {
  const info = tensorInfo(model, name);
  if (!info) return null;
  const at = (axis: 'Y' | 'X' | 'T'): number => info.axes.indexOf(axis);
  const range = (axis: 'Y' | 'X'): string =>
    first[at(axis)] === last[at(axis)]
      ? String(first[at(axis)])
      : `${first[at(axis)]}–${last[at(axis)]}`;
  if (at('Y') >= 0 && at('X') >= 0) return text.fieldBox(name, range('Y'), range('X'), count);
  const t = at('T');
  if (t < 0) return null;
  const slice = sliceOf([info.shape[t]], ['T']);
  const labels = sideLabels(model, info, slice).cols ?? [];
  const place = (i: number): string =>
    labels[i] && labels[i] !== String(i) ? `${labels[i]} (${i})` : String(i);
  return text.fieldSpan(name, place(first[t]), place(last[t]));
}
