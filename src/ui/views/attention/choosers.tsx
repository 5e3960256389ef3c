import { useId } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { Segmented } from '../../components/segmented';
import { useWords } from '../../i18n/use-words';
import { setMode, useView } from '../../stores/view-store';
import { hasGradients } from '../computation/shown';
import { setAttention, useAttention } from './attention-store';
import type { AttentionMap } from './maps';
import { useMapNames } from './names';
import { type Quantity, showHead, useHeadOf } from './selection';
import { words } from './words';

interface ListProps {
  readonly label: string;
  readonly value: number;
  readonly options: readonly string[];
  readonly onChange: (at: number) => void;
}

/** One of several, in a list that opens. */
export function ListChoice({ label, value, options, onChange }: ListProps) {
  const id = useId();
  return (
    <div className="view-choice">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="field attention-list"
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
      >
        {options.map((option, i) => (
          <option key={i} value={i}>
            {option}
          </option>
        ))}
      </select>
    </div>
  );
}

/** More heads than these are chosen from a list. */
const MOST_SEGMENTS = 8;

interface HeadProps {
  readonly maps: readonly AttentionMap[];
  readonly map: AttentionMap;
}

/** Which layer, and which of its heads. */
export function HeadChoice({ maps, map }: HeadProps) {
  const own = useWords(words);
  const names = useMapNames();
  const head = useHeadOf(map);
  const heads = Array.from({ length: map.heads }, (_, h) => String(h + 1));
  return (
    <>
      {maps.length > 1 && (
        <ListChoice
          label={own.layer}
          value={maps.indexOf(map)}
          options={maps.map(names.map)}
          onChange={(at) => showHead(maps[at], Math.min(head, maps[at].heads - 1))}
        />
      )}
      {map.heads > MOST_SEGMENTS && (
        <ListChoice
          label={own.head}
          value={head}
          options={heads}
          onChange={(at) => showHead(map, at)}
        />
      )}
      {map.heads > 1 && map.heads <= MOST_SEGMENTS && (
        <div className="view-choice">
          <span aria-hidden="true">{own.head}</span>
          <Segmented
            label={own.head}
            value={String(head)}
            options={heads.map((label, h) => ({ value: String(h), label }))}
            onChange={(h) => showHead(map, Number(h))}
          />
        </div>
      )}
    </>
  );
}

const QUANTITIES: readonly Exclude<Quantity, 'difference'>[] = ['weights', 'gradient', 'product'];

/** Weights, their gradient, or both multiplied; nothing where there is no loss. */
export function QuantityChoice({ model }: { readonly model: ModelInfo }) {
  const own = useWords(words);
  const mode = useView((view) => view.mode);
  const product = useAttention((state) => state.product);
  if (!hasGradients(model)) return null;
  const chosen = product ? 'product' : 'gradient';
  // The difference is none of these, so that none of them is pressed.
  const value = { forward: 'weights', gradient: chosen, difference: 'difference' }[mode];
  return (
    <Segmented
      label={own.quantity}
      value={value}
      options={QUANTITIES.map((one) => ({ value: one, label: own.quantities[one] }))}
      onChange={(one) => {
        setAttention({ product: one === 'product' });
        setMode(one === 'weights' ? 'forward' : 'gradient');
      }}
    />
  );
}

/** Whether the colours of weights end at 1 or at the largest weight of a head. */
export function ScaleChoice({ stretched }: { readonly stretched?: string }) {
  const own = useWords(words);
  const stretch = useAttention((state) => state.stretch);
  return (
    <div className="view-choice">
      <span aria-hidden="true">{own.scale}</span>
      <Segmented
        label={own.scale}
        value={stretch ? 'stretched' : 'fixed'}
        options={[
          { value: 'fixed', label: own.fixed },
          { value: 'stretched', label: stretched ?? own.stretched },
        ]}
        onChange={(chosen) => setAttention({ stretch: chosen === 'stretched' })}
      />
    </div>
  );
}
