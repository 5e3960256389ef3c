import { useEffect, useState } from 'react';
import type { Influence, ModelInfo } from '../../../engine/session/client';
import { useWords } from '../../i18n/use-words';
import { ask, useSession } from '../../stores/session-store';
import { setSources } from '../../stores/view-store';
import { beside } from '../tensor/labels';
import { CellButton } from './cell-button';
import { words as catalogue } from './words';

interface Props {
  readonly model: ModelInfo;
  readonly tensor: string;
  readonly cell: readonly number[];
}

/** Cells that are named one by one. */
const NAMED = 6;

/** The other way than the terms: the cells that are computed from this one, tensor by tensor. */
export function InfluencesPanel({ model, tensor, cell }: Props) {
  const words = useWords(catalogue);
  const [open, setOpen] = useState(false);
  const found = useInfluences(open ? tensor : null, cell);
  return (
    <details className="inspector-details" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.into}</summary>
      {found && (
        <div className="influences">
          <p className="inspector-small">
            {found.length === 0 ? words.intoNothing : words.intoHelp}
          </p>
          {found.map(({ name, cells, count }) => (
            <div key={name} className="influence">
              <button
                type="button"
                className="term-cell"
                title={words.light(name)}
                onClick={() => setSources(cells.map((cell) => ({ tensor: name, cell })))}
              >
                {beside(tensor, name)}
              </button>
              <span className="inspector-small">{words.cells(count)}</span>
              <span className="influence-cells">
                {cells.slice(0, NAMED).map((cell) => (
                  <CellButton
                    key={cell.join()}
                    model={model}
                    from={name}
                    tensor={name}
                    cell={cell}
                    placeOnly
                  />
                ))}
                {count > NAMED && (
                  <span className="inspector-small">{words.more(count - NAMED)}</span>
                )}
              </span>
            </div>
          ))}
        </div>
      )}
    </details>
  );
}

/** Asked for when it is opened, and again for another cell or model. */
function useInfluences(tensor: string | null, cell: readonly number[]) {
  const [found, setFound] = useState<readonly Influence[] | null>(null);
  const model = useSession((state) => state.model);
  const index = cell.join();
  useEffect(() => {
    setFound(null);
    if (tensor === null || !model) return undefined;
    let wanted = true;
    const at = index === '' ? [] : index.split(',').map(Number);
    void ask((session) => session.ask('influences', { name: tensor, index: at })).then((answer) => {
      if (wanted && answer) setFound(answer);
    });
    return () => {
      wanted = false;
    };
  }, [tensor, index, model]);
  return found;
}
