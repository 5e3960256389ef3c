import { useRef } from 'react';
import type { ModelInfo, Stage } from '../../../engine/session/client';
import type { Messages } from '../../i18n/en';
import { useMessages } from '../../i18n/use-messages';
import { useView } from '../../stores/view-store';
import { DifferenceNote } from '../interventions/difference-note';
import { stageTitle } from '../looks/stage-title';
import { useSize } from '../tensor/use-size';
import { DistanceChart } from './distance-chart';
import { FoldedLayer } from './folded-layer';
import { PictureView } from './picture-view';
import { SentenceView } from './sentence-view';
import { hasGradients, useShownLayer } from './shown';
import { SeriesChart } from './series-chart';
import { StageSection } from './stage-section';
import { ViewControls } from './view-controls';
import { WriteOn } from './write-on';
import { WrittenView } from './written-view';
import './tensors-view.css';

/** Every tensor of the example as a heatmap, in the order in which they are computed. */
export function TensorsView({ model }: { readonly model: ModelInfo }) {
  const messages = useMessages();
  const scroll = useRef<HTMLDivElement>(null);
  const room = useSize(scroll);
  const layer = useShownLayer(model);
  const gradient = useView((view) => view.mode === 'gradient');
  return (
    <div ref={scroll} className="computation-scroll">
      <ViewControls model={model} />
      <DifferenceNote model={model} />
      {model.data?.picture && <PictureView model={model} />}
      {model.data?.measured && <SeriesChart model={model} measured={model.data.measured} />}
      {model.data && !model.data.picture && <SentenceView model={model} />}
      {model.data?.continues && <WriteOn model={model} />}
      {model.data?.distances && <DistanceChart model={model} from={model.data.distances} />}
      {model.data?.writes && <WrittenView model={model} />}
      {gradient && !hasGradients(model) && (
        <p className="computation-note">{messages.computation.noLoss}</p>
      )}
      {room &&
        model.stages.map((stage) => {
          const title = model.stages.length === 1 ? '' : stageTitle(stage, messages);
          if (stage.layer === undefined || stage.layer === layer) {
            return (
              <StageSection
                key={stage.id}
                model={model}
                stage={stage}
                title={title}
                name={nameOf(stage, model.stages, messages)}
                room={room}
              />
            );
          }
          return stage.kind === 'attention' ? (
            <FoldedLayer
              key={stage.id}
              model={model}
              stage={stage}
              layer={stage.layer}
              title={title}
            />
          ) : null;
        })}
    </div>
  );
}

/** The title, with the stage's own name where others have the same title. */
function nameOf(stage: Stage, all: readonly Stage[], messages: Messages): string {
  const title = stageTitle(stage, messages);
  const alone = all.every((other) => other === stage || stageTitle(other, messages) !== title);
  return alone ? title : `${title} (${stage.id})`;
}
