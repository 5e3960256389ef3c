import { FastForward, Pause, Play, RotateCcw, StepForward } from 'lucide-react';
import { playPause, restart, step } from '../../commands/training';
import { IconButton } from '../../components/icon-button';
import { useKeyNames } from '../../commands/use-key-names';
import { useMessages } from '../../i18n/use-messages';
import { ask, useSession } from '../../stores/session-store';
import { Readouts } from './readouts';
import { TrainingMenu } from './training-menu';

const STEPS_AT_ONCE = 10;

export function TrainingControls() {
  const { training } = useMessages();
  const keys = useKeyNames();
  const running = useSession((state) => state.running);
  const begun = useSession((state) => state.present > 0);
  return (
    <div className="training-controls">
      <div className="training-buttons">
        <IconButton
          icon={running ? Pause : Play}
          label={running ? training.pause : training.play}
          shown
          keys={keys(playPause)}
          className="button-primary training-play"
          onClick={playPause.run}
        />
        <IconButton
          icon={StepForward}
          label={training.step}
          keys={keys(step)}
          disabled={running}
          onClick={step.run}
        />
        <IconButton
          icon={FastForward}
          label={training.tenSteps}
          disabled={running}
          onClick={() => void ask((session) => session.step(STEPS_AT_ONCE))}
        />
        <IconButton
          icon={RotateCcw}
          label={`${training.restart}: ${training.restartHelp}`}
          keys={keys(restart)}
          disabled={!begun}
          onClick={restart.run}
        />
        <TrainingMenu />
      </div>
      <Readouts />
    </div>
  );
}
