import { Check } from 'lucide-react';
import { useId } from 'react';
import type { Goal } from '../../../engine/gallery/entry';
import { goalState } from '../../../engine/gallery/goal';
import type { ModelInfo } from '../../../engine/session/client';
import { useRunNames } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';
import { useSession } from '../../stores/session-store';
import './goal-bar.css';

interface Props {
  readonly goal: Goal;
  readonly model: ModelInfo;
}

/** How far the experiment is on the way to what it is for, on held-out examples. */
export function GoalBar({ goal, model }: Props) {
  const { training, percent } = useMessages();
  const label = useId();
  const names = useRunNames(model);
  const metrics = useSession((state) => state.metrics);
  const { value, bar, share, reached } = goalState(
    goal,
    { runs: model.runs, baseline: model.data?.baseline },
    metrics,
  );
  const asText = (x: number): string => (goal.measure === 'loss' ? x.toFixed(3) : percent(x));
  const rival = typeof goal.bar === 'object' ? goal.bar.run : undefined;
  const baseline = model.data?.baseline;
  const other =
    rival !== undefined
      ? names[model.runs.findIndex(({ id }) => id === rival)]
      : goal.bar === 'baseline' && baseline
        ? training.baselineName[baseline.name]
        : undefined;
  const orEqual = other === undefined || (typeof goal.bar === 'object' && goal.bar.orEqual);
  const [sign, beyond] = goal.measure === 'loss' ? ['≤', '<'] : ['≥', '>'];
  // The first model goes without saying.
  const at = model.runs.findIndex(({ id }) => id === goal.run);
  const runner = at > 0 ? names[at] : undefined;
  return (
    <div className={reached ? 'goal goal-reached' : 'goal'}>
      <p id={label} className="goal-text">
        <span className="goal-words">
          {training.goal}: {runner && `${runner}, `}
          {training[goal.measure]} {orEqual ? sign : beyond}{' '}
          {[other, bar === undefined ? undefined : asText(bar)].filter(Boolean).join(', ')}
        </span>
        {reached && <Check aria-label={training.reached} size="1em" strokeWidth={3} />}
      </p>
      <div
        className="goal-track"
        role="progressbar"
        aria-labelledby={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * share)}
        aria-valuetext={value === undefined ? training.notYet : asText(value)}
      >
        <div className="goal-done" style={{ width: `${100 * share}%` }} />
      </div>
    </div>
  );
}
