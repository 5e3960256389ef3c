import { useShallow } from 'zustand/react/shallow';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { flatOf, sizeOf } from '../../../engine/tensor/shape';
import type { Geometry, SideLabels } from '../../charts/heatmap/geometry';
import { Heatmap } from '../../charts/heatmap/heatmap';
import { type CellPosition, cellAt, flatAt, type Slice } from '../../charts/heatmap/slice';
import { leaveCell, select, setHovered, useView, withoutGradient } from '../../stores/view-store';
import { cellName, indexAt, namesOfIndices } from './labels';
import { useWords } from '../../i18n/use-words';
import { sessionStore } from '../../stores/session-store';
import { remark } from '../../stores/shell-store';
import { pasteNumbers } from '../interventions/paste';
import { WORDS } from '../interventions/words';
import { useCompared } from './use-compared';
import { useEditedCells } from './use-edits';
import { writeCell } from './write-cell';

interface Props {
  readonly model: ModelInfo;
  readonly info: TensorInfo;
  readonly slice: Slice;
  readonly geometry: Geometry;
  readonly labels: SideLabels;
  /** Whether the colours of probabilities end at the largest one that is shown, instead of at 1. */
  readonly stretch?: boolean;
  readonly onMax?: (max: number) => void;
}

/** A heatmap of a tensor of the model, with what is pointed at, chosen, changed and lit up. */
export function TensorHeatmap({ model, info, slice, geometry, labels, stretch, onMax }: Props) {
  const { name, shape } = info;
  const hovered = useView((view) => (view.hovered?.tensor === name ? view.hovered.cell : null));
  const selected = useView((view) => (view.selected?.tensor === name ? view.selected.cell : null));
  const lit = useView(
    useShallow((view) =>
      view.sources.filter(({ tensor }) => withoutGradient(tensor) === withoutGradient(name)),
    ),
  );
  const edited = useEditedCells(name);
  const words = useWords(WORDS);
  const painted = useCompared(name, info.values);

  const positionOf = (cell: readonly number[] | null): CellPosition | null =>
    cell?.length === shape.length ? cellAt(slice, flatOf(shape, cell)) : null;
  const shown = (own: boolean): CellPosition[] =>
    lit
      .filter(({ tensor }) => (tensor === name) === own)
      .flatMap(({ cell }) => positionOf(cell) ?? []);
  const indexOfCell = ({ row, col }: CellPosition): number[] =>
    indexAt(info, flatAt(slice, row, col));

  return (
    <Heatmap
      name={painted.name}
      size={sizeOf(shape)}
      kind={painted.kind}
      slice={slice}
      geometry={geometry}
      labels={labels}
      names={painted.compared ? undefined : namesOfIndices(model, info)}
      edited={edited}
      selected={positionOf(selected)}
      hovered={positionOf(hovered)}
      sources={shown(true)}
      kindred={shown(false)}
      editable={info.kind !== 'gradient' && !painted.compared}
      unbounded={name.endsWith('masked')}
      placeOf={(cell) => cellName(model, info, indexOfCell(cell))}
      onHover={(cell) => setHovered(cell && { tensor: name, cell: indexOfCell(cell) })}
      onSelect={(cell) => (cell ? select(name, indexOfCell(cell)) : leaveCell())}
      onWrite={(cell, value) => writeCell(name, indexOfCell(cell), value)}
      stretch={stretch}
      onPaste={(cell, text) => {
        void pasteNumbers(info, indexOfCell(cell), text, words).then((told) => {
          if (told?.problem) {
            sessionStore.setState({ error: { code: 'input', message: told.text, tensor: name } });
          } else if (told) {
            remark(told.text);
          }
        });
      }}
      {...(onMax ? { onMax } : {})}
    />
  );
}
