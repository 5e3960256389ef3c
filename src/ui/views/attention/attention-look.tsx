import { useRef } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { Segmented } from '../../components/segmented';
import { useWords } from '../../i18n/use-words';
import { ModelChoice } from '../computation/view-controls';
import { useSize } from '../tensor/use-size';
import { ArcsView } from './arcs-view';
import { ATTENTION_VIEWS, type AttentionView, setAttention, useAttention } from './attention-store';
import { HeadChoice, QuantityChoice, ScaleChoice } from './choosers';
import { HeadGrid } from './head-grid';
import { HeadView } from './head-view';
import { LayersView } from './layers-view';
import { type AttentionMap, layeredGroups } from './maps';
import { NeuronView } from './neuron-view';
import { mapGrid, pictureGate } from './picture';
import { GateView, PictureMap } from './picture-map';
import { useMaps, useQuantity, useShownMap } from './selection';
import { words } from './words';
import { WordsView } from './words-view';
import './attention-look.css';

/** Who attends whom, in one of several views that share what is chosen. */
export function AttentionLook({ model }: { readonly model: ModelInfo }) {
  const maps = useMaps(model);
  if (maps.length > 0) return <Maps model={model} maps={maps} />;
  const gate = pictureGate(model);
  return (
    <div className="computation-scroll attention">
      <div className="view-controls">
        <ModelChoice model={model} />
      </div>
      {gate && <GateView model={model} gate={gate} />}
    </div>
  );
}

interface Props {
  readonly model: ModelInfo;
  readonly maps: readonly AttentionMap[];
}

/** The views that have something to show of a model. */
function viewsOf(model: ModelInfo, maps: readonly AttentionMap[]): readonly AttentionView[] {
  const picture = maps.some((map) => mapGrid(model, map) !== null);
  const layers = layeredGroups(maps).length > 0;
  return ATTENTION_VIEWS.filter((view) => {
    if (view === 'picture') return picture;
    // Places of a picture are no words.
    if (view === 'words' || view === 'arcs') return !maps.every((map) => mapGrid(model, map));
    return view !== 'layers' || layers;
  });
}

function Maps({ model, maps }: Props) {
  const own = useWords(words);
  const views = viewsOf(model, maps);
  const wanted = useAttention((state) => state.view);
  const view = views.includes(wanted) ? wanted : views[0];
  const map = useShownMap(model, maps);
  const quantity = useQuantity(model, map);
  const body = useRef<HTMLDivElement>(null);
  const room = useSize(body);
  const matrix = view === 'grid' || view === 'head';
  const one = view !== 'grid' && view !== 'layers';
  return (
    <div ref={body} className="computation-scroll attention">
      <div className="attention-views">
        <Segmented
          label={own.view}
          value={view}
          options={views.map((value) => ({ value, label: own.views[value] }))}
          onChange={(chosen) => setAttention({ view: chosen })}
        />
      </div>
      {view !== 'layers' && <p className="attention-help">{own.help[view]}</p>}
      <div className="view-controls">
        <ModelChoice model={model} />
        {one && <HeadChoice maps={view === 'picture' ? gridded(model, maps) : maps} map={map} />}
        {matrix && <QuantityChoice model={model} />}
        {matrix && quantity === 'weights' && <ScaleChoice />}
      </div>
      {room && view === 'grid' && <HeadGrid model={model} maps={maps} room={room} />}
      {room && view === 'head' && (
        <HeadView model={model} map={map} quantity={quantity} room={room} />
      )}
      {view === 'arcs' && <ArcsView model={model} map={map} />}
      {view === 'words' && <WordsView model={model} map={map} />}
      {view === 'neuron' && <NeuronView model={model} map={map} />}
      {room && view === 'layers' && <LayersView model={model} maps={maps} room={room} />}
      {view === 'picture' && <PictureMap model={model} map={map} />}
    </div>
  );
}

function gridded(model: ModelInfo, maps: readonly AttentionMap[]): readonly AttentionMap[] {
  return maps.filter((map) => mapGrid(model, map));
}
