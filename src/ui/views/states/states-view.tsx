import { useRef } from 'react';
import type { ModelInfo, Recurrence } from '../../../engine/session/client';
import { Segmented } from '../../components/segmented';
import { useWords } from '../../i18n/use-words';
import { select, useView } from '../../stores/view-store';
import { ViewControls } from '../computation/view-controls';
import { useAnswer } from '../looks/use-answer';
import { useSize } from '../tensor/use-size';
import { LayerView } from './layer-view';
import { words } from './words';
import './states-view.css';

/** Gates and states of a recurrent layer over time, the cell at work, and the gradient on its way back. */
export function StatesView({ model }: { readonly model: ModelInfo }) {
  const text = useWords(words);
  const scroll = useRef<HTMLDivElement>(null);
  const room = useSize(scroll);
  const layers = useAnswer('recurrences', {}, model);
  const layer = useShownLayer(layers ?? []);
  return (
    <div ref={scroll} className="computation-scroll states">
      <div className="states-controls">
        <ViewControls model={model} />
        {layers && layer && layers.length > 1 && (
          <div className="view-choice">
            <span aria-hidden="true">{text.layer}</span>
            <Segmented
              label={text.layer}
              value={layer.path}
              options={layers.map((one) => ({ value: one.path, label: nameOf(one, layers, text) }))}
              onChange={(path) => select(`${path}.h`)}
            />
          </div>
        )}
      </div>
      {!layer && <p className="states-note">{text.waiting}</p>}
      {room && layer && (
        <LayerView key={layer.path} model={model} layer={layer} room={room.width} />
      )}
    </div>
  );
}

/** The layer that the chosen tensor belongs to, else the last: what the rest of the model reads. */
function useShownLayer(layers: readonly Recurrence[]): Recurrence | undefined {
  const chosen = useView((view) => view.selected?.tensor ?? '');
  return layers.find(({ path }) => chosen.includes(`${path}.`)) ?? layers.at(-1);
}

/** `1 →`, or with the name of the network where there are several. */
function nameOf(
  { path, reverse }: Recurrence,
  all: readonly Recurrence[],
  text: (typeof words)['en'],
): string {
  const [, network, number] = /^(.*)\.(\d+)\.(?:forward|backward)$/.exec(path) ?? [];
  if (network === undefined) return path;
  const several = all.some((other) => !other.path.startsWith(`${network}.`));
  const both = all.some((other) => other.reverse);
  const direction = both ? (reverse ? 'backward' : 'forward') : null;
  const name = text.layerName(Number(number) + 1, direction);
  return several ? `${network} ${name}` : name;
}
