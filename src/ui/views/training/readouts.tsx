import { useMessages } from '../../i18n/use-messages';
import { useSession } from '../../stores/session-store';

/** How far the run is, and how fast. */
export function Readouts() {
  const { training, count, rate } = useMessages();
  const step = useSession((state) => state.present);
  const speed = useSession((state) => (state.running ? state.stepsPerSecond : null));
  return (
    <dl className="readouts">
      <div>
        <dt>{training.stepCount}</dt>
        <dd data-testid="step">{count(step)}</dd>
      </div>
      <div>
        <dt>{training.speed}</dt>
        <dd>{speed === null ? '–' : rate(speed)}</dd>
      </div>
    </dl>
  );
}
