import { Slider } from 'radix-ui';
import { useEffect, useId, useRef, useState } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { Segmented } from '../../components/segmented';
import { formatCell } from '../../charts/heatmap/numbers';
import { usePalette } from '../../charts/heatmap/palette';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { useWords } from '../../i18n/use-words';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { useEm } from '../tensor/use-em';
import { useSize } from '../tensor/use-size';
import { type Arc, arcsOf, besideColumn, betweenColumns, type Side } from './arcs';
import { setAttention, useAttention } from './attention-store';
import type { AttentionMap } from './maps';
import { useMapLabels } from './names';
import { leavePair, pointPair, showPair, useChosenPair, useHeadOf } from './selection';
import { columnOf, headWindow, largestAt, rowOf } from './sums';
import { words } from './words';
import { WordColumn } from './word-column';
import './arcs-view.css';

interface Props {
  readonly model: ModelInfo;
  readonly map: AttentionMap;
}

/** Words with an arc for each weight, between two columns or beside one. */
export function ArcsView({ model, map }: Props) {
  const own = useWords(words);
  const em = useEm();
  const id = useId();
  const palette = usePalette();
  const head = useHeadOf(map);
  const labels = useMapLabels(model, map);
  const threshold = useAttention((state) => state.threshold) ?? usualThreshold(map);
  const one = useAttention((state) => state.line) && map.kind === 'self';
  const chosen = useChosenPair(map, head);
  const [lockedSide, lock] = useState<Side['side']>('query');
  const [hovered, point] = useState<Side | null>(null);
  const kept: Side | null = chosen && {
    side: lockedSide,
    at: lockedSide === 'query' ? chosen.query : chosen.key,
  };
  const pointed = hovered ?? kept;
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const spoken = useRef<HTMLParagraphElement>(null);

  const count = Math.max(map.queries, map.keys);
  const line = Math.round((count > 40 ? 1.2 : 1.6) * em);
  const host = useRef<HTMLDivElement>(null);
  const room = (useSize(host)?.width ?? 0) / em;
  // What the words leave of the room.
  const gap = Math.round((one ? within(room / 2 - 5, 4, 9) : within(room - 16, 5, 15)) * em);
  const side = pointed?.side;
  const at = pointed?.at ?? -1;

  useEffect(() => {
    const paint = (): void => {
      const data = tensorValue(map.info.name);
      if (!data || !canvas.current || !frame.current) return;
      const part = headWindow(map, head);
      const about: Side | null = side === undefined ? null : { side, at };
      const arcs = arcsOf(data, part, threshold, about);
      const ink = getComputedStyle(frame.current).getPropertyValue('--attention-strong');
      draw(canvas.current, arcs, { line, gap, one, height: count * line, ink });
      tellWeights(frame.current, about, about ? valuesOf(data, part, about) : []);
      if (spoken.current) {
        const list = about ? strongest(valuesOf(data, part, about), about, labels) : '';
        const name = about?.side === 'key' ? labels.keys[at] : labels.queries[at];
        spoken.current.textContent = !about
          ? ''
          : about.side === 'query'
            ? own.attends(name, list)
            : own.attendedBy(name, list);
      }
    };
    const end = subscribeTensor(map.info.name, () => repaint(paint));
    repaint(paint);
    return () => {
      end();
      cancelRepaint(paint);
    };
  }, [map, head, threshold, side, at, line, gap, one, count, labels, own, palette]);

  /** The pair of a word and the one it has the most to do with. */
  const pairAt = ({ side, at }: Side) => {
    const data = tensorValue(map.info.name);
    if (!data) return null;
    const part = headWindow(map, head);
    return side === 'query'
      ? { query: at, key: largestAt(rowOf(data, part, at)) }
      : { query: largestAt(columnOf(data, part, at)), key: at };
  };
  const look = (to: Side | null): void => {
    point(to);
    pointPair(map, head, to && pairAt(to));
  };
  const keep = (to: Side): void => {
    const again = kept?.side === to.side && kept.at === to.at;
    const pair = pairAt(to);
    if (again || !pair) leavePair();
    else {
      lock(to.side);
      showPair(map, head, pair);
    }
  };
  const column = (which: Side['side'], title: string) => (
    <WordColumn
      words={which === 'query' ? labels.queries : labels.keys}
      title={title}
      side={which}
      line={line}
      kept={kept?.side === which ? kept.at : null}
      pointed={pointed?.side === which ? pointed.at : null}
      onPoint={(to) => look(to === null ? null : { side: which, at: to })}
      onKeep={(to) => keep({ side: which, at: to })}
      onLeave={leavePair}
    />
  );
  return (
    <div ref={host} className="arcs">
      <div className="view-controls">
        {map.kind === 'self' && (
          <Segmented
            label={own.layout}
            value={one ? 'line' : 'columns'}
            options={[
              { value: 'columns', label: own.columns },
              { value: 'line', label: own.line },
            ]}
            onChange={(value) => setAttention({ line: value === 'line' })}
          />
        )}
        <div className="view-choice">
          <span id={id}>{own.threshold}</span>
          <Slider.Root
            className="slider arcs-slider"
            min={0}
            max={1}
            step={0.01}
            value={[threshold]}
            onValueChange={([value]) => setAttention({ threshold: value })}
          >
            <Slider.Track className="slider-track">
              <Slider.Range className="slider-range" />
            </Slider.Track>
            <Slider.Thumb className="slider-thumb" aria-labelledby={id} />
          </Slider.Root>
          <span className="arcs-threshold">{threshold.toFixed(2)}</span>
        </div>
      </div>
      <div
        ref={frame}
        className={one ? 'arcs-frame is-one' : 'arcs-frame'}
        onPointerLeave={() => look(null)}
      >
        {one ? (
          <>
            <canvas ref={canvas} className="arcs-canvas" aria-hidden="true" />
            <div className="arcs-middle" style={{ marginInline: gap }}>
              {column('query', own.views.words)}
            </div>
          </>
        ) : (
          <>
            {column('query', own.query)}
            <canvas ref={canvas} className="arcs-canvas" aria-hidden="true" />
            {column('key', own.key)}
          </>
        )}
      </div>
      <p className="attention-note">
        <ArcLegend />
        {own.arcLegend}
        {one && ` · ${own.earlier} · ${own.later}`}
      </p>
      <p ref={spoken} className="arcs-spoken" aria-live="polite" />
    </div>
  );
}

/** More keys than these have many weights that are next to nothing. */
const MANY = 32;

const within = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value));

/** Half of what each key gets where all get the same, in hundredths; more where there would be too many arcs. */
function usualThreshold({ queries, keys }: AttentionMap): number {
  if (queries > 1 && keys > MANY) return 0.05;
  return Math.max(1, Math.floor(50 / keys)) / 100;
}

/** What widths and strengths mean. */
function ArcLegend() {
  return (
    <span className="arcs-legend">
      {[0.1, 0.5, 1].map((weight) => (
        <span key={weight}>
          <i style={{ height: widthOf(weight), opacity: opacityOf(weight) }} aria-hidden="true" />
          {weight}
        </span>
      ))}
    </span>
  );
}

const widthOf = (weight: number): number => 0.75 + 4 * weight;
const opacityOf = (weight: number): number => 0.12 + 0.88 * weight;

interface Drawing {
  readonly line: number;
  readonly gap: number;
  readonly one: boolean;
  readonly height: number;
  readonly ink: string;
}

function draw(
  canvas: HTMLCanvasElement,
  arcs: readonly Arc[],
  { line, gap, one, height, ink }: Drawing,
): void {
  const ratio = window.devicePixelRatio || 1;
  // Beside one column there is room at both sides, and the words in the middle.
  const middle = one ? (canvas.parentElement?.clientWidth ?? 0) - 2 * gap : 0;
  const width = one ? middle + 2 * gap : gap;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.strokeStyle = ink;
  for (const arc of arcs) {
    const ahead = arc.key > arc.query;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (one) context.translate(ahead ? gap + middle : gap, 0);
    context.globalAlpha = opacityOf(arc.weight);
    context.lineWidth = widthOf(arc.weight);
    context.stroke(
      new Path2D(one ? besideColumn(arc, line, gap * 0.75) : betweenColumns(arc, line, width)),
    );
  }
}

function valuesOf(
  data: ArrayLike<number>,
  part: ReturnType<typeof headWindow>,
  { side, at }: Side,
): number[] {
  return side === 'query' ? rowOf(data, part, at) : columnOf(data, part, at);
}

/** Writes the weights beside the words at the other end. */
function tellWeights(frame: HTMLElement, about: Side | null, values: readonly number[]): void {
  for (const list of frame.querySelectorAll<HTMLElement>('[data-side]')) {
    const alone = frame.classList.contains('is-one');
    const other = about && (alone || list.dataset.side !== about.side);
    for (const [i, number] of list.querySelectorAll('.word-column-weight').entries()) {
      number.textContent = other && values[i] > 0 ? formatCell(values[i]) : '';
    }
  }
}

/** So many are read out. */
const MOST_SPOKEN = 3;

function strongest(
  values: readonly number[],
  { side }: Side,
  labels: { readonly queries: readonly string[]; readonly keys: readonly string[] },
): string {
  const names = side === 'query' ? labels.keys : labels.queries;
  return values
    .map((value, i) => ({ value, name: names[i] }))
    .sort((a, b) => b.value - a.value)
    .slice(0, MOST_SPOKEN)
    .map(({ value, name }) => `${name} ${formatCell(value)}`)
    .join(', ');
}
