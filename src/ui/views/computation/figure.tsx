import { useRef } from 'react';
import type { ModelInfo, StageItem, TensorInfo } from '../../../engine/session/client';
import type { Geometry, SideLabels } from '../../charts/heatmap/geometry';
import { Legend, type LegendHandle } from '../../charts/heatmap/legend';
import type { Slice } from '../../charts/heatmap/slice';
import { useMessages } from '../../i18n/use-messages';
import { select, useView } from '../../stores/view-store';
import { captionOf } from '../tensor/caption';
import { InterventionBadge } from '../interventions/intervention-badge';
import { EditBadge } from '../tensor/edit-badge';
import { Formula } from '../tensor/formula';
import { axesText, sizesText } from '../tensor/labels';
import { RowSums } from '../tensor/row-sums';
import { TensorHeatmap } from '../tensor/tensor-heatmap';
import { useCompared } from '../tensor/use-compared';
import './figure.css';

export interface FigureContent {
  readonly item: StageItem;
  /** The tensor that the place belongs to. Its gradient has the same shape. */
  readonly forward: TensorInfo;
  /** What the place shows: the tensor or its gradient; null where it has none. */
  readonly info: TensorInfo | null;
  readonly slice: Slice;
  readonly labels: SideLabels;
}

interface Props {
  readonly model: ModelInfo;
  readonly content: FigureContent;
  readonly geometry: Geometry;
  readonly width: number;
  readonly gradient: boolean;
  /** Whether an arrow leads here from the heatmap before. */
  readonly arrow: boolean;
  /** Whether a line is kept for formulas. */
  readonly formulas: boolean;
}

/** One tensor of the computation: its name, what it is, how it is computed, its cells, its scale. */
export function Figure({ model, content, geometry, width, gradient, arrow, formulas }: Props) {
  const { item, info, slice, labels } = content;
  const messages = useMessages();
  const legend = useRef<LegendHandle>(null);
  const isSelected = useView((view) => info !== null && view.selected?.tensor === info.name);
  const name = info?.name ?? item.tensor;
  const painted = useCompared(name, info?.values ?? 'signed');
  const body = { width: slice.cols * geometry.cellWidth, height: slice.rows * geometry.cellHeight };
  return (
    <figure className={isSelected ? 'figure is-selected' : 'figure'} style={{ width }}>
      <div className="figure-title" style={{ paddingLeft: geometry.left }}>
        {info ? (
          <button
            type="button"
            className="figure-name"
            title={name}
            aria-pressed={isSelected}
            onClick={() => select(name)}
          >
            {shortName(name)}
          </button>
        ) : (
          <span className="figure-name">{shortName(name)}</span>
        )}
        {info && (
          <span className="figure-shape" title={sizesText(info)}>
            {axesText(info)}
          </span>
        )}
        <EditBadge name={name} />
        <InterventionBadge name={name} />
      </div>
      <div className="figure-caption" style={{ paddingLeft: geometry.left }}>
        {captionOf(name, messages)}
      </div>
      {formulas && (
        <div className="figure-formula" style={{ paddingLeft: geometry.left }}>
          {formulaOf(item, gradient, info) !== '' && (
            <Formula tex={formulaOf(item, gradient, info)} />
          )}
        </div>
      )}
      <div className="figure-body">
        {arrow && (
          <span
            className="figure-arrow"
            style={{ top: geometry.top + body.height / 2 }}
            aria-hidden="true"
          />
        )}
        {info ? (
          <TensorHeatmap
            model={model}
            info={info}
            slice={slice}
            geometry={geometry}
            labels={labels}
            onMax={(max) => legend.current?.setMax(max)}
          />
        ) : (
          <div
            className="figure-empty"
            style={{ ...body, marginLeft: geometry.left, marginTop: geometry.top }}
            title={messages.computation.noGradientWhy}
          >
            <span>{messages.computation.noGradient}</span>
          </div>
        )}
        {painted.kind === 'probability' && info && slice.rows > 1 && geometry.numbers > 0 && (
          <RowSums tensor={info.name} slice={slice} geometry={geometry} />
        )}
      </div>
      <div className="figure-foot" style={{ marginLeft: geometry.left }}>
        {/* One number has no scale to speak of. */}
        {info?.shape.some((size) => size > 1) && <Legend ref={legend} kind={painted.kind} />}
      </div>
    </figure>
  );
}

/** The last part of a path; the whole stands in the title and in the inspector. */
function shortName(name: string): string {
  const gradient = name.startsWith('grad:');
  const path = (gradient ? name.slice(5) : name).split('.');
  const last = path.at(-1) ?? name;
  return gradient ? `grad:${last}` : last;
}

function formulaOf(
  { tensor, formula }: StageItem,
  gradient: boolean,
  info: TensorInfo | null,
): string {
  if (!gradient) return formula;
  const last = tensor.split('.').at(-1) ?? tensor;
  return info
    ? `\\partial\\,\\text{loss}\\,/\\,\\partial\\,\\text{${last.replaceAll('_', '\\_')}}`
    : '';
}
