import { ChevronLeft, ChevronRight, Pause, Play } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { ConvolutionLayer, ExplainedTerm } from '../../../engine/session/client';
import { signedEntry } from '../../charts/heatmap/colours';
import { formatCell, formatValue } from '../../charts/heatmap/numbers';
import { usePalette } from '../../charts/heatmap/palette';
import { HelpNote } from '../../components/help-note';
import { IconButton } from '../../components/icon-button';
import { NumberField } from '../../components/number-field';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { useExplanation } from '../inspector/use-explanation';
import { type Place, stepped, sumsCell } from './place';
import { type ChannelProducts, productsOf } from './products';
import { words } from './words';

interface Props {
  readonly layer: ConvolutionLayer;
  readonly place: Place;
  readonly onMove: (place: Place) => void;
}

/** A place follows the last after so long, while it slides, in ms. */
const PLAY_EVERY = 350;
/** So many channels have room for numbers in their cells. */
const FEW = 4;
const NO_TERMS: readonly ExplainedTerm[] = [];

/** What one place of a map is made of: window × kernel, summed over the channels, and the bias. */
export function PlaceSum({ layer, place, onMove }: Props) {
  const text = useWords(words);
  const { explanation } = useExplanation(layer.sums, sumsCell(place).join());
  const bias = useExplanation(layer.bias ?? layer.sums, layer.bias ? String(place.feature) : '');
  const fresh = explanation?.name === layer.sums;
  const terms = fresh ? explanation.terms : NO_TERMS;
  const at = fresh ? { ...place, feature: explanation.index[1] } : place;
  const channels = productsOf(layer, terms);
  const sum = channels.reduce((total, channel) => total + channel.sum, 0);
  const added = layer.bias === null ? 0 : (bias.explanation?.value ?? Number.NaN);
  const flat = layer.dimensions === 1;
  const few = channels.length <= FEW;
  return (
    <section className="place-sum" aria-labelledby="sum-title">
      <h3 id="sum-title" className="filters-title">
        {text.sum}
        <HelpNote about={text.sum} text={text.sumHelp} />
        <span className="filters-name">{layer.out}</span>
      </h3>
      <Controls layer={layer} place={place} onMove={onMove} flat={flat} />
      <div className={few ? 'products is-few' : 'products'} aria-hidden="true">
        {!few && (
          <div className="product-names">
            <span>{text.window}</span>
            <span>× {text.kernel}</span>
            <span>= {text.products}</span>
          </div>
        )}
        {channels.map((channel) => (
          <Channel key={channel.channel} layer={layer} products={channel} few={few} />
        ))}
      </div>
      <p className="place-equation" aria-live="polite" data-feature={at.feature}>
        <span>
          {text.total(terms.length)} = <b data-sum="">{formatValue(sum)}</b>
        </span>
        {layer.bias !== null && (
          <span>
            + {text.bias} <b data-bias="">{formatValue(added)}</b>
          </span>
        )}
        <span>
          = <b data-value="">{formatValue(Math.fround(sum + added))}</b>
        </span>
      </p>
    </section>
  );
}

interface ControlsProps extends Props {
  /** Whether the layer slides along a sequence. */
  readonly flat: boolean;
}

/** Which map and place: by number, step by step, or sliding when asked to. */
function Controls({ layer, place, onMove, flat }: ControlsProps) {
  const text = useWords(words);
  const { setup } = useMessages();
  const [playing, setPlaying] = useState(false);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => onMove(stepped(layer, place, 1)), PLAY_EVERY);
    return () => clearTimeout(timer);
  }, [playing, layer, place, onMove]);
  const field = (label: string, value: number, count: number, set: (n: number) => Place) => (
    <label className="filters-field">
      {label}
      <NumberField
        label={label}
        value={value}
        min={0}
        max={count - 1}
        integer
        step={1}
        problem={setup.integerOutOfRange('0', String(count - 1))}
        onCommit={(n) => onMove(set(n))}
      />
    </label>
  );
  const [rows, cols] = layer.to;
  return (
    <div className="place-controls">
      {field(text.map, place.feature, layer.features, (feature) => ({ ...place, feature }))}
      {!flat && field(text.row, place.row, rows, (row) => ({ ...place, row }))}
      {field(flat ? text.place : text.col, place.col, cols, (col) => ({ ...place, col }))}
      <IconButton
        icon={ChevronLeft}
        label={text.previous}
        onClick={() => onMove(stepped(layer, place, -1))}
      />
      <IconButton
        icon={ChevronRight}
        label={text.next}
        onClick={() => onMove(stepped(layer, place, 1))}
      />
      {!still && (
        <IconButton
          icon={playing ? Pause : Play}
          label={playing ? text.pause : text.play}
          onClick={() => setPlaying((now) => !now)}
        />
      )}
    </div>
  );
}

interface ChannelProps {
  readonly layer: ConvolutionLayer;
  readonly products: ChannelProducts;
  /** Whether there is room for numbers in the cells. */
  readonly few: boolean;
}

/** Window, kernel and products of one channel, one below the other. */
function Channel({ layer, products, few }: ChannelProps) {
  const text = useWords(words);
  const palette = usePalette();
  const [rows, cols] = layer.kernel;
  const side = few ? 36 : 13;
  const grid = (which: 'value' | 'weight' | 'product', max: number) => (
    <svg
      className="product-grid"
      width={cols * side}
      height={rows * side}
      viewBox={`0 0 ${cols * side} ${rows * side}`}
    >
      {products.taps.map((tap, i) => {
        const number = tap === null ? null : tap[which];
        const outside = number === null && which !== 'weight';
        const entry = signedEntry(number ?? 0, max);
        const [x, y] = [(i % cols) * side, Math.floor(i / cols) * side];
        return (
          <g key={i}>
            <rect
              className={outside ? 'tap is-outside' : 'tap'}
              x={x}
              y={y}
              width={side}
              height={side}
              fill={number === null ? 'none' : palette.signed.css[entry]}
            >
              <title>{number === null ? text.outside : formatValue(number)}</title>
            </rect>
            {few && number !== null && (
              <text
                x={x + side / 2}
                y={y + side / 2}
                dy="0.35em"
                fill={palette.signed.bright[entry] ? palette.darkInk : palette.lightInk}
              >
                {formatCell(number, max)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
  const part = (label: string, picture: ReactNode) => (
    <div className="product-part">
      {few && <span>{label}</span>}
      {picture}
    </div>
  );
  return (
    <div className="product-channel">
      <span className="product-channel-name">{text.channel(products.channel)}</span>
      {part(text.window, grid('value', products.largest.value))}
      {part(`× ${text.kernel}`, grid('weight', products.largest.weight))}
      {part(`= ${text.products}`, grid('product', products.largest.product))}
      <span className="product-channel-sum">Σ {formatCell(products.sum)}</span>
    </div>
  );
}
