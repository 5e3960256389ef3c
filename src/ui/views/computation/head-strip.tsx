import type { ModelInfo } from '../../../engine/session/client';
import { sizeOf } from '../../../engine/tensor/shape';
import { HeatmapCanvas } from '../../charts/heatmap/heatmap-canvas';
import { sliceOf } from '../../charts/heatmap/slice';
import { useMessages } from '../../i18n/use-messages';
import { setHead, setLayer } from '../../stores/view-store';
import { useCompared } from '../tensor/use-compared';
import { useEm } from '../tensor/use-em';
import { tensorInfo, useShownHead, useShownLayer } from './shown';
import './head-strip.css';

interface Props {
  readonly model: ModelInfo;
  /** The tensor with the attention weights of all heads of a layer. */
  readonly pattern: string;
  readonly layer: number;
}

/** The patterns of all heads side by side, small; one click shows a head in all its numbers. */
export function HeadStrip({ model, pattern, layer }: Props) {
  const { computation } = useMessages();
  const em = useEm();
  const shownHead = useShownHead(model);
  const shownLayer = useShownLayer(model);
  const info = tensorInfo(model, pattern);
  const painted = useCompared(pattern, info?.values ?? 'probability');
  const axis = info?.axes.indexOf('H') ?? -1;
  if (!info || axis < 0 || info.shape[axis] < 2) return null;
  const words = info.shape.at(-1) ?? 1;
  const cell = Math.max(1, Math.floor((6 * em) / words));
  return (
    <div className="head-strip" role="group" aria-label={computation.allHeads}>
      {Array.from({ length: info.shape[axis] }, (_, head) => (
        <button
          key={head}
          type="button"
          className="head-thumb"
          aria-pressed={head === shownHead && layer === shownLayer}
          aria-label={computation.showHead(layer + 1, head + 1)}
          onClick={() => {
            setLayer(layer);
            setHead(head);
          }}
        >
          <span className="head-picture">
            <HeatmapCanvas
              name={painted.name}
              size={sizeOf(info.shape)}
              kind={painted.kind}
              slice={sliceOf(info.shape, info.axes, { head })}
              cellWidth={cell}
              cellHeight={cell}
              numbers={0}
            />
          </span>
          {computation.headName(head + 1)}
        </button>
      ))}
    </div>
  );
}
