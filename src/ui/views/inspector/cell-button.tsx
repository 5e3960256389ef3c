import type { ModelInfo } from '../../../engine/session/client';
import { follow, setHead, setLayer } from '../../stores/view-store';
import { tensorInfo } from '../computation/shown';
import { beside, cellName, headOf, layerOf } from '../tensor/labels';

interface Props {
  readonly model: ModelInfo;
  /** Name of the tensor that is explained: neighbours are named without their common path. */
  readonly from: string;
  readonly tensor: string;
  readonly cell: readonly number[];
  /** Only the place within the tensor, where its name stands beside it. */
  readonly placeOnly?: boolean;
}

/** Leads to a cell: its layer and head are shown, and the way back is kept. */
export function CellButton({ model, from, tensor, cell, placeOnly = false }: Props) {
  const info = tensorInfo(model, tensor);
  const whole = info ? cellName(model, info, cell) : `${tensor}[${cell.join(', ')}]`;
  return (
    <button
      type="button"
      className="term-cell"
      title={whole}
      onClick={() => {
        const head = info && headOf(info, cell);
        const layer = layerOf(tensor);
        if (head !== undefined) setHead(head);
        if (layer !== undefined) setLayer(layer);
        follow({ tensor, cell });
      }}
    >
      {placeOnly && cell.length > 0 ? whole.slice(tensor.length) || whole : beside(from, whole)}
    </button>
  );
}
