import { ChevronRight } from 'lucide-react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { goBack, useView } from '../../stores/view-store';
import { tensorInfo } from '../computation/shown';
import { cellName } from '../tensor/labels';

interface Props {
  readonly model: ModelInfo;
  readonly info: TensorInfo;
  readonly index: readonly number[];
}

/** The cell's name, after the cells from which one came to it. */
export function CellPath({ model, info, index }: Props) {
  const { inspector } = useMessages();
  const trail = useView((view) => view.trail);
  return (
    <nav aria-label={inspector.path} className="cell-path">
      {trail.map(({ tensor, cell }, i) => {
        const from = tensorInfo(model, tensor);
        return (
          <span key={i}>
            <button type="button" onClick={() => goBack(i)}>
              {from ? cellName(model, from, cell) : `${tensor}[${cell.join(', ')}]`}
            </button>
            <ChevronRight aria-hidden="true" size="0.9em" />
          </span>
        );
      })}
      <strong aria-current="location">{cellName(model, info, index)}</strong>
    </nav>
  );
}
