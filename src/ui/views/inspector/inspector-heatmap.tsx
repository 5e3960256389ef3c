import { type Ref, useEffect, useMemo, useRef } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { flatOf } from '../../../engine/tensor/shape';
import { type Geometry, geometryOf } from '../../charts/heatmap/geometry';
import { Legend, type LegendHandle } from '../../charts/heatmap/legend';
import { textWidth } from '../../charts/heatmap/measure';
import { usePalette } from '../../charts/heatmap/palette';
import { cellAt, type Slice, sliceOf } from '../../charts/heatmap/slice';
import { useMessages } from '../../i18n/use-messages';
import { useShownHead } from '../computation/shown';
import { isWordAxis, sideLabels } from '../tensor/labels';
import { TensorHeatmap } from '../tensor/tensor-heatmap';
import { useCompared } from '../tensor/use-compared';
import { useEm } from '../tensor/use-em';
import { useSize } from '../tensor/use-size';
import { cellsAlone } from './cells-alone';

interface Props {
  readonly model: ModelInfo;
  readonly info: TensorInfo;
  readonly cell: readonly number[] | null;
  /** What covers cells that are not to be seen yet. */
  readonly coverRef?: Ref<HTMLDivElement>;
  /** After every drawing: what is to be known to draw over it. */
  readonly onPlaced?: (geometry: Geometry, slice: Slice) => void;
}

/** Rows of a long tensor, such as a vocabulary, that are shown at once. */
const MOST_ROWS = 64;

/** Cells are painted in whole pixels: the last may reach a part of one further than they are laid out. */
export const COVER_EDGE = 1;

/** The chosen tensor, as large as there is room for. */
export function InspectorHeatmap({ model, info, cell, coverRef, onPlaced }: Props) {
  const { inspector } = useMessages();
  const host = useRef<HTMLDivElement>(null);
  const legend = useRef<LegendHandle>(null);
  const room = useSize(host);
  const em = useEm();
  const palette = usePalette();
  const head = useShownHead(model);
  const { kind } = useCompared(info.name, info.values);
  const width = room?.width ?? 0;

  const slice = useMemo(() => {
    const whole = sliceOf(info.shape, info.axes, { head });
    const row = cell ? (cellAt(whole, flatOf(info.shape, cell))?.row ?? 0) : 0;
    return sliceOf(info.shape, info.axes, { head, maxRows: MOST_ROWS, around: row });
  }, [info, head, cell]);
  const labels = useMemo(() => sideLabels(model, info, slice), [model, info, slice]);
  const geometry = useMemo(() => {
    const labelSize = 0.75 * em;
    const measure = (text: string): number => textWidth(text, labelSize, palette.font);
    const cells = cellsAlone({
      slice,
      labels,
      wordRows: isWordAxis(slice.rowAxis),
      width,
      em,
      measure,
    });
    return geometryOf({
      slice,
      labels,
      cellWidth: cells.width,
      cellHeight: cells.height,
      labelSize,
      measure,
      showRowLabels: true,
      em,
    });
  }, [slice, labels, width, em, palette]);

  useEffect(() => {
    if (width > 0) onPlaced?.(geometry, slice);
  });

  return (
    <div ref={host} className="inspector-heatmap">
      {width > 0 && (
        <>
          <TensorHeatmap
            model={model}
            info={info}
            slice={slice}
            geometry={geometry}
            labels={labels}
            onMax={(max) => legend.current?.setMax(max)}
          />
          {coverRef && (
            <div
              ref={coverRef}
              className="heatmap-cover"
              style={{
                left: geometry.left,
                top: geometry.top,
                width: slice.cols * geometry.cellWidth + COVER_EDGE,
                height: slice.rows * geometry.cellHeight + COVER_EDGE,
              }}
            />
          )}
          <div className="inspector-legend" style={{ marginLeft: geometry.left }}>
            <Legend ref={legend} kind={kind} />
            {slice.rows < slice.allRows && (
              <span>
                {inspector.rowsShown(
                  slice.firstRow,
                  slice.firstRow + slice.rows - 1,
                  slice.allRows,
                )}
              </span>
            )}
          </div>
        </>
      )}
    </div>
  );
}
