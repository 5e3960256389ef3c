import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { formatCell } from '../../charts/heatmap/numbers';
import { Legend, type LegendHandle } from '../../charts/heatmap/legend';
import { usePalette } from '../../charts/heatmap/palette';
import { probabilityEntry } from '../../charts/heatmap/colours';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { useView, withoutGradient } from '../../stores/view-store';
import { PictureCanvas } from '../computation/picture-canvas';
import { useAttention } from './attention-store';
import { ScaleChoice } from './choosers';
import type { PlaceGrid } from './grid-of';
import { type AttentionMap, pairOf } from './maps';
import { mapGrid, pictureOf } from './picture';
import { pointPair, showPair, useChosenPair, useHeadOf } from './selection';
import { headWindow, largestAt, rowOf } from './sums';
import { words } from './words';
import './picture-map.css';

interface Props {
  readonly model: ModelInfo;
  readonly map: AttentionMap;
}

/** The picture with the place that looks, and beside it where that place looks. */
export function PictureMap({ model, map }: Props) {
  const own = useWords(words);
  const { picture: titles } = useMessages();
  const head = useHeadOf(map);
  const chosen = useChosenPair(map, head);
  const hovered = useView(({ hovered: at }) =>
    at && withoutGradient(at.tensor) === map.info.name ? pairOf(at.cell).query : null,
  );
  const legend = useRef<LegendHandle>(null);
  const grid = mapGrid(model, map);
  const info = pictureOf(model);
  if (!grid || !info || !model.data?.picture) return null;
  const middle = Math.floor(grid.rows / 2) * grid.columns + Math.floor(grid.columns / 2);
  const query = hovered ?? chosen?.query ?? middle;
  const [height, width] = info.shape.slice(-2);
  const strongest = (at: number) => {
    const data = tensorValue(map.info.name);
    return { query: at, key: data ? largestAt(rowOf(data, headWindow(map, head), at)) : 0 };
  };
  return (
    <div className="picture-map">
      <ScaleChoice stretched={own.stretchedHere} />
      <div className="picture-map-pair">
        <Picker
          grid={grid}
          query={query}
          label={own.patch}
          onPoint={(at) => pointPair(map, head, at === null ? null : strongest(at))}
          onChoose={(at) => showPair(map, head, strongest(at))}
        >
          <PictureCanvas
            info={info}
            channels={model.data.picture.channels}
            label={titles.label(width, height)}
          />
        </Picker>
        <Looks
          map={map}
          head={head}
          grid={grid}
          query={query}
          onMax={(max) => legend.current?.setMax(max)}
        />
      </div>
      <p className="head-view-foot">
        <Legend ref={legend} kind="probability" />
        <span>{own.place(Math.floor(query / grid.columns) + 1, (query % grid.columns) + 1)}</span>
      </p>
    </div>
  );
}

interface PickerProps {
  readonly grid: PlaceGrid;
  readonly query: number;
  readonly label: string;
  readonly onPoint: (query: number | null) => void;
  readonly onChoose: (query: number) => void;
  readonly children: React.ReactNode;
}

/** Chooses a place of the picture by pointing, or with the arrow keys. */
function Picker({ grid, query, label, onPoint, onChoose, children }: PickerProps) {
  const own = useWords(words);
  const { rows, columns } = grid;
  const [row, column] = [Math.floor(query / columns), query % columns];
  const under = (event: PointerEvent<HTMLElement> | React.MouseEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = (share: number, count: number): number =>
      Math.min(count - 1, Math.max(0, Math.floor(share * count)));
    const y = at((event.clientY - box.top) / box.height, rows);
    return y * columns + at((event.clientX - box.left) / box.width, columns);
  };
  const move = (event: KeyboardEvent): void => {
    const [dy, dx] = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    }[event.key] ?? [0, 0];
    if (dy === 0 && dx === 0) return;
    event.preventDefault();
    const y = Math.min(rows - 1, Math.max(0, row + dy));
    onPoint(null);
    onChoose(y * columns + Math.min(columns - 1, Math.max(0, column + dx)));
  };
  return (
    <div className="picture-map-side">
      <h3 className="word-column-title">{label}</h3>
      <div
        className="picture-map-frame"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={rows * columns - 1}
        aria-valuenow={query}
        aria-valuetext={own.place(row + 1, column + 1)}
        onPointerMove={(event) => event.pointerType === 'mouse' && onPoint(under(event))}
        onPointerLeave={() => onPoint(null)}
        onClick={(event) => onChoose(under(event))}
        onKeyDown={move}
      >
        {children}
        <Outline grid={grid} at={query} />
      </div>
    </div>
  );
}

/** A frame around one place. */
function Outline({ grid: { rows, columns }, at }: { grid: PlaceGrid; at: number }) {
  return (
    <i
      className="picture-map-outline"
      aria-hidden="true"
      style={{
        left: `${((at % columns) * 100) / columns}%`,
        top: `${(Math.floor(at / columns) * 100) / rows}%`,
        width: `${100 / columns}%`,
        height: `${100 / rows}%`,
      }}
    />
  );
}

interface LooksProps {
  readonly map: AttentionMap;
  readonly head: number;
  readonly grid: PlaceGrid;
  readonly query: number;
  readonly onMax: (max: number) => void;
}

/** The weights of one place over the picture: each key where its place is. */
function Looks({ map, head, grid, query, onMax }: LooksProps) {
  const own = useWords(words);
  const canvas = useRef<HTMLCanvasElement>(null);
  const strongest = useRef<HTMLParagraphElement>(null);
  const palette = usePalette();
  const stretch = useAttention((state) => state.stretch);
  const { rows, columns } = grid;
  useEffect(() => {
    const paint = (): void => {
      const data = tensorValue(map.info.name);
      const context = canvas.current?.getContext('2d');
      if (!data || !context) return;
      const weights = rowOf(data, headWindow(map, head), query);
      const best = largestAt(weights);
      const max = stretch ? weights[best] || 1 : 1;
      const image = context.createImageData(columns, rows);
      const out = new Uint32Array(image.data.buffer);
      for (const [i, weight] of weights.entries()) {
        out[i] = palette.probability.pixels[probabilityEntry(weight / max)];
      }
      context.putImageData(image, 0, 0);
      onMax(max);
      if (strongest.current) {
        const place = own.place(Math.floor(best / columns) + 1, (best % columns) + 1);
        strongest.current.textContent = `${place}: ${formatCell(weights[best])}`;
      }
    };
    const end = subscribeTensor(map.info.name, () => repaint(paint));
    repaint(paint);
    return () => {
      end();
      cancelRepaint(paint);
    };
  }, [map, head, query, stretch, rows, columns, palette, own, onMax]);
  return (
    <div className="picture-map-side">
      <h3 className="word-column-title">{own.looksAt}</h3>
      <div className="picture-map-frame">
        <canvas
          ref={canvas}
          className="picture-map-weights"
          width={columns}
          height={rows}
          role="img"
          aria-label={own.looksAt}
        />
        <Outline grid={grid} at={query} />
      </div>
      <p ref={strongest} className="attention-note" />
    </div>
  );
}

interface GateProps {
  readonly model: ModelInfo;
  readonly gate: TensorInfo;
}

/** A gate over the places of a picture: the picture, and how much of each place passes. */
export function GateView({ model, gate }: GateProps) {
  const own = useWords(words);
  const { picture: titles } = useMessages();
  const info = pictureOf(model);
  if (!info || !model.data?.picture) return null;
  const { channels } = model.data.picture;
  const [height, width] = info.shape.slice(-2);
  return (
    <div className="picture-map">
      <div className="picture-map-pair">
        <PictureCanvas info={info} channels={channels} label={titles.label(width, height)} />
        <PictureCanvas info={info} channels={channels} light={gate} label={own.gate} />
        <GateMap gate={gate} />
      </div>
    </div>
  );
}

/** The gate itself, on the scale of probabilities. */
function GateMap({ gate }: { readonly gate: TensorInfo }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const [rows, columns] = gate.shape.slice(-2);
  useEffect(() => {
    const paint = (): void => {
      const data = tensorValue(gate.name);
      const context = canvas.current?.getContext('2d');
      if (!data || !context) return;
      const image = context.createImageData(columns, rows);
      const out = new Uint32Array(image.data.buffer);
      for (let i = 0; i < out.length; i++) {
        out[i] = palette.probability.pixels[probabilityEntry(data[i])];
      }
      context.putImageData(image, 0, 0);
    };
    const end = subscribeTensor(gate.name, () => repaint(paint));
    repaint(paint);
    return () => {
      end();
      cancelRepaint(paint);
    };
  }, [gate, rows, columns, palette]);
  return (
    <figure className="picture">
      <canvas
        ref={canvas}
        className="picture-map-weights"
        width={columns}
        height={rows}
        role="img"
        aria-label={gate.name}
      />
      <figcaption>
        {gate.name} <Legend kind="probability" />
      </figcaption>
    </figure>
  );
}
