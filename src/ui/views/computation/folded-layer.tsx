import { ChevronRight } from 'lucide-react';
import type { ModelInfo, Stage } from '../../../engine/session/client';
import { setLayer } from '../../stores/view-store';
import { HeadStrip } from './head-strip';
import { patternOf } from './shown';
import './folded-layer.css';

interface Props {
  readonly model: ModelInfo;
  readonly stage: Stage;
  readonly layer: number;
  readonly title: string;
}

/** A layer that is not the one shown: only its patterns, head by head. */
export function FoldedLayer({ model, stage, layer, title }: Props) {
  const pattern = patternOf(stage);
  return (
    <section className="stage folded-layer">
      <h3 className="stage-title">
        <button type="button" onClick={() => setLayer(layer)} aria-expanded="false">
          <ChevronRight aria-hidden="true" size="1em" />
          {title}
        </button>
      </h3>
      {pattern !== undefined && <HeadStrip model={model} pattern={pattern} layer={layer} />}
    </section>
  );
}
