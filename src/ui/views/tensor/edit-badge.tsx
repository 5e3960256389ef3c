import { RotateCcw } from 'lucide-react';
import { useMessages } from '../../i18n/use-messages';
import { ask } from '../../stores/session-store';
import { useEditedCells } from './use-edits';
import './edit-badge.css';

/** How many cells of a tensor were changed by hand, and the way back. Nothing where none were. */
export function EditBadge({ name }: { readonly name: string }) {
  const { tensor } = useMessages();
  const edited = useEditedCells(name);
  if (edited.size === 0) return null;
  return (
    <button
      type="button"
      className="edit-badge"
      title={tensor.reset(name)}
      aria-label={`${tensor.edited(edited.size)}. ${tensor.reset(name)}`}
      onClick={() => void ask((session) => session.reset(name))}
    >
      {edited.size}
      <RotateCcw aria-hidden="true" size="0.95em" strokeWidth={2} />
    </button>
  );
}
