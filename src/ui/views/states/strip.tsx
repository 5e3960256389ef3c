import { useRef } from 'react';
import type { ModelInfo, Recurrence } from '../../../engine/session/client';
import type { SideLabels } from '../../charts/heatmap/geometry';
import { Legend, type LegendHandle } from '../../charts/heatmap/legend';
import type { Slice } from '../../charts/heatmap/slice';
import { useWords } from '../../i18n/use-words';
import { select, useView } from '../../stores/view-store';
import { tensorInfo } from '../computation/shown';
import { EditBadge } from '../tensor/edit-badge';
import { Formula } from '../tensor/formula';
import { TensorHeatmap } from '../tensor/tensor-heatmap';
import type { TimeLayout } from './time-layout';
import { words } from './words';

interface Props {
  readonly model: ModelInfo;
  readonly layer: Recurrence;
  readonly name: string;
  readonly slice: Slice;
  readonly labels: SideLabels;
  readonly time: TimeLayout;
}

/** One gate or state of all units at all positions, with its name and formula. */
export function Strip({ model, layer, name, slice, labels, time }: Props) {
  const text = useWords(words);
  const legend = useRef<LegendHandle>(null);
  const info = tensorInfo(model, name);
  const isSelected = useView((view) => view.selected?.tensor === name);
  if (!info) return null;
  const isTotal = name === layer.total;
  const part = name.slice(layer.path.length + 1);
  return (
    <figure className="strip" data-beside={time.names > 0}>
      <figcaption className="strip-name" style={{ width: time.names || undefined }}>
        <span className="strip-line">
          <button
            type="button"
            className="figure-name"
            title={name}
            aria-pressed={isSelected}
            onClick={() => select(name)}
          >
            {isTotal ? '∂loss/∂h' : part}
          </button>
          <span className="strip-caption">{isTotal ? text.total : text.parts[part]}</span>
          <EditBadge name={name} />
        </span>
        <span className="strip-formula">
          <Formula tex={isTotal ? TOTAL : formulaOf(model, name)} />
        </span>
        <Legend ref={legend} kind={info.values} />
      </figcaption>
      <TensorHeatmap
        model={model}
        info={info}
        slice={slice}
        geometry={time.geometry}
        labels={{ ...labels, cols: null }}
        onMax={(max) => legend.current?.setMax(max)}
      />
    </figure>
  );
}

/** What reaches a state from outside, and what comes back through the next one. */
const TOTAL =
  '\\bar h_t=\\bar h_t^{+}+(\\partial h_{t+1}/\\partial h_t)^{\\!\\top}\\,\\bar h_{t+1}';

/** How the model says that a tensor follows from those before it, in TeX. */
export function formulaOf({ stages }: ModelInfo, name: string): string {
  const items = stages.flatMap(({ rows }) => rows.flat());
  return items.find(({ tensor }) => tensor === name)?.formula ?? '';
}
