import { useMemo } from 'react';
import type { ModelInfo, Recurrence } from '../../../engine/session/client';
import { HeatmapLabels } from '../../charts/heatmap/heatmap-labels';
import { textWidth } from '../../charts/heatmap/measure';
import { usePalette } from '../../charts/heatmap/palette';
import { sliceOf, turned } from '../../charts/heatmap/slice';
import { HelpNote } from '../../components/help-note';
import { useWords } from '../../i18n/use-words';
import { tensorInfo } from '../computation/shown';
import { sideLabels } from '../tensor/labels';
import { useEm } from '../tensor/use-em';
import { CellDiagram } from './cell-diagram';
import { useCursor } from './cursor';
import { GradientChart } from './gradient-chart';
import { Strip } from './strip';
import { timeLayout } from './time-layout';
import { UnitLines } from './unit-lines';
import { words } from './words';

interface Props {
  readonly model: ModelInfo;
  readonly layer: Recurrence;
  /** In px. */
  readonly room: number;
}

/** One recurrent layer in one direction: all that has a time axis stands on the same one. */
export function LayerView({ model, layer, room }: Props) {
  const text = useWords(words);
  const em = useEm();
  const palette = usePalette();
  const state = tensorInfo(model, `${layer.path}.h`);
  const names = (state && sideLabels(model, state, sliceOf(state.shape, state.axes)).rows) ?? [];
  const wordCount = names.findLastIndex((name) => name !== '') + 1;
  const cursor = useCursor(layer, wordCount);
  const layout = useMemo(() => {
    if (!state) return null;
    const slice = turned(sliceOf(state.shape, state.axes));
    const labels = sideLabels(model, state, slice);
    const measure = (label: string) => textWidth(label, 0.75 * em, palette.font);
    return { slice, labels, time: timeLayout({ slice, labels, room, em, measure }) };
  }, [model, state, room, em, palette]);
  if (!state || !layout) return null;
  const { slice, labels, time } = layout;
  const word = names[cursor.t];
  const place = word && word !== String(cursor.t) ? `${word} (${cursor.t})` : String(cursor.t);
  const strips = [...layer.parts, ...(layer.total === null ? [] : [layer.total])];
  const axis = (
    <div
      className="states-axis"
      aria-hidden="true"
      style={{ paddingLeft: time.start, height: time.axis }}
    >
      <div className="states-axis-words">
        <HeatmapLabels
          slice={{ ...slice, rows: 1 }}
          geometry={{ ...time.geometry, left: 0, cellHeight: 1 }}
          labels={{ ...labels, rows: null }}
          marked={{ row: -1, col: cursor.t }}
        />
      </div>
    </div>
  );
  return (
    <>
      <h3 className="states-title">
        {text.strips}
        <HelpNote about={text.strips} text={text.stripsHelp} />
      </h3>
      {layer.reverse && <p className="states-note">{text.backward}</p>}
      <div className="states-scroll">
        <div className="states-time" style={{ width: time.width }}>
          {axis}
          {strips.map((name) => (
            <Strip
              key={name}
              model={model}
              layer={layer}
              name={name}
              slice={slice}
              labels={labels}
              time={time}
            />
          ))}
          {axis}
          <div
            className="states-cursor"
            aria-hidden="true"
            style={{
              left: time.start + cursor.t * time.cell,
              width: time.cell,
              top: time.axis,
              bottom: time.axis,
            }}
          />
        </div>
      </div>
      <CellDiagram model={model} layer={layer} cursor={cursor} place={place} />
      <UnitLines layer={layer} names={names} cursor={cursor} time={time} />
      <GradientChart model={model} layer={layer} names={names} cursor={cursor} time={time} />
    </>
  );
}
