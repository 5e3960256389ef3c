import { Redo2, RotateCcw, Undo2 } from 'lucide-react';
import { redo, undo } from '../../commands/editing';
import { useKeyNames } from '../../commands/use-key-names';
import { IconButton } from '../../components/icon-button';
import { useMessages } from '../../i18n/use-messages';
import { ask, useSession } from '../../stores/session-store';
import { select } from '../../stores/view-store';

/** What was changed by hand, and the way back. */
export function EditList() {
  const { setup, bar } = useMessages();
  const keys = useKeyNames();
  const edits = useSession((state) => state.edits);
  return (
    <>
      {edits.list.length === 0 ? (
        <p className="setup-fact">{setup.noEdits}</p>
      ) : (
        <ul className="edit-list">
          {edits.list.map(({ tensor, step, cells }) => (
            <li key={`${tensor} ${step ?? ''}`} className="edit">
              <button type="button" className="edit-name" onClick={() => select(tensor)}>
                {tensor}
              </button>
              <span className="edit-size">
                {setup.editedCells(cells.length)}
                {step !== undefined && ` · ${setup.atStep(step)}`}
              </span>
              <IconButton
                icon={RotateCcw}
                label={setup.resetTensor(tensor)}
                className="button-quiet"
                onClick={() => void ask((session) => session.reset(tensor))}
              />
            </li>
          ))}
        </ul>
      )}
      <div className="edit-actions">
        <IconButton
          icon={Undo2}
          label={bar.undo}
          keys={keys(undo)}
          disabled={!edits.canUndo}
          onClick={undo.run}
        />
        <IconButton
          icon={Redo2}
          label={bar.redo}
          keys={keys(redo)}
          disabled={!edits.canRedo}
          onClick={redo.run}
        />
        <button
          type="button"
          className="button"
          disabled={edits.list.length === 0}
          onClick={() => void ask((session) => session.reset())}
        >
          {setup.resetAll}
        </button>
      </div>
    </>
  );
}
