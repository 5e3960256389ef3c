import { type Ref, useImperativeHandle, useRef } from 'react';
import type { ValueKind } from '../../../engine/tensor/types';
import { useMessages } from '../../i18n/use-messages';
import type { ColourTable } from './colours';
import { formatTick } from './numbers';
import { usePalette } from './palette';
import './legend.css';

export interface LegendHandle {
  /** Tells the end of the scale; called with every painting, past React. */
  setMax(max: number): void;
}

interface Props {
  readonly kind: ValueKind;
  readonly ref?: Ref<LegendHandle>;
}

/** What the colours of a heatmap mean, on one line. */
export function Legend({ kind, ref }: Props) {
  const { heatmap } = useMessages();
  const palette = usePalette();
  const low = useRef<HTMLSpanElement>(null);
  const high = useRef<HTMLSpanElement>(null);
  useImperativeHandle(
    ref,
    () => ({
      setMax(max) {
        const text = formatTick(max);
        if (kind === 'probability' && high.current) high.current.textContent = text;
        if (kind !== 'signed') return;
        if (low.current) low.current.textContent = max > 0 ? `−${text}` : '0';
        if (high.current) high.current.textContent = max > 0 ? text : '';
      },
    }),
    [kind],
  );
  if (kind === 'index') return <span className="legend" />;
  if (kind === 'mask') {
    return (
      <span className="legend">
        <i className="legend-open" aria-hidden="true" /> {heatmap.open}
        <i className="legend-blocked" aria-hidden="true" /> {heatmap.blocked}
      </span>
    );
  }
  const signed = kind === 'signed';
  const table = signed ? palette.signed : palette.probability;
  return (
    <span className="legend">
      <span ref={low} className="legend-low">
        {signed ? '' : '0'}
      </span>
      <i
        className="legend-bar"
        aria-hidden="true"
        style={{ backgroundImage: gradientOf(table, signed ? 1 : 0) }}
      />
      <span ref={high} className="legend-high">
        {signed ? '' : '1'}
      </span>
    </span>
  );
}

/** A gradient that looks like the table from one of its entries on. */
function gradientOf(table: ColourTable, first: number): string {
  const stops = Array.from(
    { length: 17 },
    (_, i) => table.css[Math.round(first + ((255 - first) * i) / 16)],
  );
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
