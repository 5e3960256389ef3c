import { useEffect } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { useSession } from '../../stores/session-store';
import { gradientOf, type Selection, setSources, useView } from '../../stores/view-store';
import { ListOrdered } from 'lucide-react';
import { plan } from '../../commands/page';
import { AsOfMark } from '../timeline/as-of';
import { CellPanel } from './cell-panel';
import { CopyPanel } from './copy-panel';
import { CostPanel } from './cost-panel';
import { EquationPanel } from './equation-panel';
import { InspectorHeader } from './inspector-header';
import { InspectorHeatmap } from './inspector-heatmap';
import { IntervenePanel } from '../interventions/intervene-panel';
import { useCompared } from '../tensor/use-compared';
import { sourcesOf } from './sources';
import { StatisticsPanel } from './statistics-panel';
import { useExplanation } from './use-explanation';
import { usePreview } from './use-preview';
import { useTensorInfo } from './use-tensor-info';
import { ValuesTable } from './values-table';
import './inspector-view.css';

/** Everything about the chosen tensor, and where the chosen number comes from. */
export function InspectorView() {
  const model = useSession((state) => state.model);
  if (!model) return null;
  return (
    <>
      <AsOfMark />
      <Inspector model={model} />
    </>
  );
}

function Inspector({ model }: { readonly model: ModelInfo }) {
  const { inspector, computation } = useMessages();
  const chosen = useView((view) => view.selected);
  const gradient = useView((view) => view.mode === 'gradient');
  const selected: Selection = chosen ?? {
    tensor: gradient ? gradientOf(model.focus) : model.focus,
    cell: null,
  };
  const info = useTensorInfo(model, selected.tensor);
  usePreview();
  if (info) {
    const cell = selected.cell?.length === info.shape.length ? selected.cell : null;
    return <InspectedTensor key={info.name} model={model} info={info} cell={cell} />;
  }
  const missing = selected.tensor.startsWith('grad:');
  return (
    <div className="inspector">
      {missing ? (
        <>
          <h3 className="inspector-name">{selected.tensor}</h3>
          <p className="inspector-note">
            {computation.noGradient}. {computation.noGradientWhy}
          </p>
        </>
      ) : (
        <p className="inspector-note">{inspector.nothing}</p>
      )}
    </div>
  );
}

interface InspectedProps {
  readonly model: ModelInfo;
  readonly info: TensorInfo;
  readonly cell: readonly number[] | null;
}

function InspectedTensor({ model, info, cell }: InspectedProps) {
  const { inspector, plan: planWords } = useMessages();
  const painted = useCompared(info.name, info.values);
  // Without a cell the first one tells the equation, the source and the shader.
  const { explanation, failed } = useExplanation(
    info.name,
    (cell ?? info.shape.map(() => 0)).join(','),
  );
  useEffect(() => {
    if (cell && explanation && sameCell(explanation.index, cell))
      setSources(sourcesOf(explanation));
  }, [cell, explanation]);
  return (
    <div className="inspector">
      <InspectorHeader
        info={info}
        op={explanation && !explanation.intervened ? explanation.op : info.op}
      />
      <InspectorHeatmap model={model} info={info} cell={cell} />
      {cell && explanation ? (
        <CellPanel model={model} info={info} explanation={explanation} />
      ) : (
        <p className="inspector-note">{failed ? inspector.failed : inspector.pickCell}</p>
      )}
      <IntervenePanel model={model} info={info} cell={cell} />
      <StatisticsPanel name={painted.name} />
      {explanation && <EquationPanel explanation={explanation} />}
      <CostPanel name={info.name} />
      <ValuesTable model={model} info={info} />
      <CopyPanel info={info} />
      <p>
        <button type="button" className="button button-quiet inspector-plan" onClick={plan.run}>
          <ListOrdered aria-hidden="true" size="1.15em" strokeWidth={1.75} />
          {model.data ? planWords.ofStep : planWords.ofExample}
        </button>
      </p>
    </div>
  );
}

function sameCell(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((at, i) => at === b[i]);
}
