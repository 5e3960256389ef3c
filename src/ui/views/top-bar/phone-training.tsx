import { Pause, Play } from 'lucide-react';
import { playPause } from '../../commands/training';
import { IconButton } from '../../components/icon-button';
import { useMessages } from '../../i18n/use-messages';
import { useSession } from '../../stores/session-store';

/** On a phone the training strip is a panel of its own: this keeps its first button in reach. */
export function PhoneTraining() {
  const { training } = useMessages();
  const trains = useSession((state) => Boolean(state.model?.data));
  const running = useSession((state) => state.running);
  const step = useSession((state) => state.present);
  if (!trains) return null;
  return (
    <span className="phone-training">
      <span>{training.atStep(step)}</span>
      <IconButton
        icon={running ? Pause : Play}
        label={running ? training.pause : training.play}
        className="button-primary"
        onClick={playPause.run}
      />
    </span>
  );
}
