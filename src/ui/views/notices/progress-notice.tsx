import { useId } from 'react';
import { stopWork } from '../../app/navigation';
import { useMessages } from '../../i18n/use-messages';
import { useSession } from '../../stores/session-store';

/** Long work: what it is, how far it is, and a way to stop it. */
export function ProgressNotice() {
  const { progress: words, count } = useMessages();
  const progress = useSession((state) => state.progress);
  const label = useId();
  if (!progress) return null;
  const trains = progress.label === 'replay' || progress.label === 'train';
  return (
    <div className="notice notice-progress">
      <span id={label}>{words[progress.label]}</span>
      <progress aria-labelledby={label} value={progress.done} max={progress.total} />
      <span className="notice-count">
        {trains && `${count(progress.done)} / ${count(progress.total)}`}
      </span>
      <button type="button" className="button" onClick={() => void stopWork()}>
        {trains ? words.stop : words.cancel}
      </button>
    </div>
  );
}
