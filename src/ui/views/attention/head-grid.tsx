import { ArrowRight } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { largestSize } from '../../charts/heatmap/colours';
import { formatTick } from '../../charts/heatmap/numbers';
import { useOnScreen } from '../../charts/heatmap/use-on-screen';
import { useWords } from '../../i18n/use-words';
import { useLatestValues } from '../inspector/use-latest-values';
import { useEm } from '../tensor/use-em';
import type { Size } from '../tensor/use-size';
import { setAttention, useAttention } from './attention-store';
import { useProduct } from './derived';
import { HeadPreview } from './head-preview';
import { attentionGroups, type AttentionMap } from './maps';
import { MatrixThumb } from './matrix-thumb';
import { useMapNames } from './names';
import { mapGrid } from './picture';
import { showHead, tensorOf, useHeadOf, useQuantity, useShownMap } from './selection';
import { headWindow } from './sums';
import { type Asked, useAnswer } from './use-answer';
import { words } from './words';
import './head-grid.css';

interface Props {
  readonly model: ModelInfo;
  readonly maps: readonly AttentionMap[];
  readonly room: Size;
}

/** Up to so many heads the thumbnails are large anyway. */
const FEW_HEADS = 4;

/** A head that is pointed at. */
interface Pointed {
  readonly map: AttentionMap;
  readonly head: number;
}

/** Every head of every layer in small; the one that is pointed at, else the chosen one, larger. */
export function HeadGrid({ model, maps, room }: Props) {
  const own = useWords(words);
  const names = useMapNames();
  const em = useEm();
  const shown = useShownMap(model, maps);
  const head = useHeadOf(shown);
  const [pointed, point] = useState<Pointed | null>(null);
  const large = pointed && maps.includes(pointed.map) ? pointed : { map: shown, head };
  const heads = Math.max(...maps.map((map) => map.heads));
  const beside = room.width >= 46 * em;
  // Many heads leave less room for the one beside them.
  const preview = heads > FEW_HEADS ? 14 : 18;
  const width = (beside ? room.width - (preview + 1) * em : room.width) - 6.5 * em;
  const side = Math.max(1.3 * em, Math.min(6.5 * em, width / heads - 0.75 * em));
  return (
    <div className={beside ? 'head-grid is-beside' : 'head-grid'}>
      <div className="head-grid-layers" onPointerLeave={() => point(null)}>
        {attentionGroups(maps).map((group) => (
          <section key={group.id} className="head-grid-group">
            <h3 className="stage-title">{names.group(group.maps[0])}</h3>
            {group.maps.map((map) => (
              <Layer
                key={map.info.name}
                model={model}
                map={map}
                side={Math.floor(side)}
                shown={map === shown ? head : null}
                onPoint={(at) => point(at === null ? null : { map, head: at })}
              />
            ))}
          </section>
        ))}
      </div>
      <div className="head-grid-preview" style={{ width: preview * em }}>
        <HeadPreview model={model} map={large.map} head={large.head} size={(preview - 1) * em} />
        <button
          type="button"
          className="head-grid-open"
          onClick={() => {
            showHead(large.map, large.head);
            setAttention({ view: 'head' });
          }}
        >
          {own.openHead}
          <ArrowRight aria-hidden="true" size="1em" />
        </button>
      </div>
    </div>
  );
}

/** Often enough to be read, seldom enough to leave training its time. */
const STATISTICS_MS = 500;

interface LayerProps {
  readonly model: ModelInfo;
  readonly map: AttentionMap;
  /** Side of a thumbnail, in px. */
  readonly side: number;
  /** The head that is chosen, if it is one of this layer. */
  readonly shown: number | null;
  readonly onPoint: (head: number | null) => void;
}

/** One row of the grid: the heads of a layer, with how spread out and how far each attends. */
function Layer({ model, map, side, shown, onPoint }: LayerProps) {
  const own = useWords(words);
  const names = useMapNames();
  const em = useEm();
  const row = useRef<HTMLDivElement>(null);
  const visible = useOnScreen(row);
  const quantity = useQuantity(model, map);
  const stretch = useAttention((state) => state.stretch);
  const columns = mapGrid(model, map)?.columns;
  const { name } = map.info;
  const asked = useMemo<Asked<'attentionStatistics'> | null>(
    () =>
      visible
        ? {
            name: 'attentionStatistics',
            request: { names: [name], ...(columns === undefined ? {} : { columns }) },
          }
        : null,
    [name, columns, visible],
  );
  const statistics = useAnswer(asked, name, STATISTICS_MS)?.answer[0]?.heads;
  useProduct(map, visible ? quantity : 'weights');
  const size = thumbSize(map, side, em);
  const numbers = quantity === 'weights' ? statistics : undefined;
  const most = numbers?.[0]?.most;
  const away = map.kind === 'self';
  return (
    <div ref={row} className="head-grid-layer">
      <div className="head-grid-name">
        <span style={{ minHeight: size.height }}>
          {map.layer === undefined ? '' : own.layerName(map.layer + 1)}
          {visible && quantity !== 'weights' && <SignedEnd tensor={tensorOf(map, quantity)} />}
        </span>
        {quantity === 'weights' && (
          <>
            <span className="head-grid-number" title={own.entropyHelp(text(most, 2))}>
              {own.entropy} <small>{most === undefined ? '' : own.of(text(most, 2))}</small>
            </span>
            {away && (
              <span
                className="head-grid-number"
                title={columns === undefined ? own.distanceHelp : own.distanceHelpPicture}
              >
                {own.distance}
              </span>
            )}
          </>
        )}
      </div>
      <div className="head-grid-heads" role="group" aria-label={names.map(map)}>
        {Array.from({ length: map.heads }, (_, head) => (
          <button
            key={head}
            type="button"
            className="head-grid-head"
            aria-pressed={head === shown}
            aria-label={own.thumbLabel(
              own.headOf(names.map(map), head + 1),
              text(numbers?.[head]?.entropy, 2),
            )}
            style={{ width: side + 0.5 * em }}
            onPointerEnter={(event) => event.pointerType === 'mouse' && onPoint(head)}
            onFocus={() => onPoint(head)}
            onBlur={() => onPoint(null)}
            onClick={() => (head === shown ? setAttention({ view: 'head' }) : showHead(map, head))}
          >
            <span className="head-grid-picture" style={{ minHeight: size.height }}>
              <MatrixThumb
                tensor={tensorOf(map, quantity)}
                window={windowOf(map, head)}
                kind={quantity === 'weights' ? 'probability' : 'signed'}
                stretch={quantity === 'weights' && stretch}
                {...size}
                visible={visible}
              />
            </span>
            {quantity === 'weights' && (
              <>
                <span className="head-grid-number">{text(numbers?.[head]?.entropy, 2)}</span>
                {away && (
                  <span className="head-grid-number">
                    {text(numbers?.[head]?.distance ?? undefined, 1)}
                  </span>
                )}
              </>
            )}
          </button>
        ))}
      </div>
    </div>
  );
}

/** The end of the scale of a layer's signed numbers, which all its heads share. */
function SignedEnd({ tensor }: { readonly tensor: string }) {
  const end = useLatestValues(tensor, largestSize, STATISTICS_MS);
  return <small className="head-grid-end">{end === null ? '' : `±${formatTick(end)}`}</small>;
}

const windows = new WeakMap<AttentionMap, ReturnType<typeof headWindow>[]>();

/** The same object each time, so that nothing is painted anew without need. */
function windowOf(map: AttentionMap, head: number) {
  let own = windows.get(map);
  if (!own) {
    own = Array.from({ length: map.heads }, (_, h) => headWindow(map, h));
    windows.set(map, own);
  }
  return own[head];
}

/** Size of a thumbnail: cells are whole pixels where they can be; a single row is a strip. */
function thumbSize({ queries, keys }: AttentionMap, side: number, em: number) {
  const exact = side / Math.max(queries, keys);
  const cell = exact >= 1 ? Math.floor(exact) : exact;
  const height = queries === 1 ? Math.round(1.4 * em) : Math.round(queries * cell);
  return { width: Math.round(keys * cell), height };
}

function text(value: number | undefined, digits: number): string {
  if (value === undefined) return '';
  return Number.isNaN(value) ? '–' : value.toFixed(digits);
}
