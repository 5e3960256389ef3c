import { SkipForward } from 'lucide-react';
import { IconButton } from '../../components/icon-button';
import { useWords } from '../../i18n/use-words';
import { useSession } from '../../stores/session-store';
import { backToPresent } from './travel';
import { WORDS } from './words';
import './as-of.css';

/** Says that what is shown is an earlier step of the training, with the way back. */
export function AsOf() {
  const words = useWords(WORDS);
  const step = useSession((state) => state.step);
  const past = useSession((state) => state.step !== state.present);
  return (
    <div role="status" className="as-of-place">
      {past && (
        <p className="as-of">
          <span className="as-of-text">
            <strong>{words.asOf(step)}</strong>
            <Stands />
          </span>
          <IconButton
            icon={SkipForward}
            label={words.back}
            className="button-quiet"
            onClick={backToPresent}
          />
        </p>
      )}
    </div>
  );
}

/** The same in few words, where the first is in sight. */
export function AsOfMark() {
  const words = useWords(WORDS);
  const step = useSession((state) => state.step);
  const past = useSession((state) => state.step !== state.present);
  return past ? <p className="as-of as-of-mark">{words.asOf(step)}</p> : null;
}

/** Where the training stands. */
export function Stands() {
  const words = useWords(WORDS);
  const present = useSession((state) => state.present);
  return <span>{words.stands(present)}</span>;
}
