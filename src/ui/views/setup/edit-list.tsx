import { Redo2, RotateCcw, Undo2 } from 'lucide-react';
import { redo, undo } from '../../commands/editing';
import { useKeyNames } from '../../commands/use-key-names';
import { IconButton } from '../../components/icon-button';
import { useMessages } from '../../i18n/use-messages';
import { ask, useSession } from '../../stores/session-store';
import { select } from '../../stores/view-store';
import { InterventionList } from '../interventions/intervention-list';

/** What was changed by hand, and the way back. */
export function EditList() {
  const { setup, bar } = useMessages();
  const keys = useKeyNames();
  const edits = useSession((state) => state.edits);
  const model = useSession((state) => state.model);
  const items = edits.interventions.map((one, at) => ({ one, at }));
  const none = edits.list.length === 0 && items.length === 0;
  return (
    <>
      {none && <p className="setup-fact">{setup.noEdits}</p>}
      {edits.list.length > 0 && (
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
      {model && <InterventionList model={model} items={items} named />}
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
          disabled={none}
          onClick={() =>
            void ask(async (session) => {
              if (edits.list.length > 0) await session.reset();
              if (items.length > 0) await session.intervene([]);
            })
          }
        >
          {setup.resetAll}
        </button>
      </div>
    </>
  );
}
