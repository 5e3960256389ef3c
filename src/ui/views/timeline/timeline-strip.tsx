import { Clapperboard, SkipForward, Square, StepForward } from 'lucide-react';
import { useId, useState } from 'react';
import { IconButton } from '../../components/icon-button';
import { useWords } from '../../i18n/use-words';
import { useSession } from '../../stores/session-store';
import { Stands } from './as-of';
import { positionsOf } from './ticks';
import { TimelineSlider } from './timeline-slider';
import { backToPresent, trainOnFromHere } from './travel';
import { useFilm } from './use-film';
import { useReducedMotion } from './use-reduced-motion';
import { WORDS } from './words';
import './timeline.css';

/** Snapshots of a second of film. */
const SPEEDS = [1, 2, 4, 8];
const MEGABYTE = 1e6;

/** The run so far: a slider over its snapshots, to look at the same example as of an earlier step. */
export function TimelineStrip() {
  const words = useWords(WORDS);
  const title = useId();
  const steps = useSession((state) => state.timeline.steps);
  const present = useSession((state) => state.present);
  const shown = useSession((state) => state.step);
  const positions = positionsOf(steps, present);
  return (
    <section className="timeline" aria-labelledby={title}>
      <h3 id={title} className="visually-hidden">
        {words.title}
      </h3>
      <FilmControls positions={positions} />
      <TimelineSlider positions={positions} shown={shown} />
      {shown === present ? <Kept /> : <Past shown={shown} present={present} />}
    </section>
  );
}

function FilmControls({ positions }: { readonly positions: readonly number[] }) {
  const words = useWords(WORDS);
  const [speed, setSpeed] = useState(2);
  const still = useReducedMotion();
  const film = useFilm(positions, speed);
  const nothing = positions.length < 2;
  if (still) {
    return (
      <div className="timeline-film">
        <IconButton icon={StepForward} label={words.next} disabled={nothing} onClick={film.next} />
      </div>
    );
  }
  return (
    <div className="timeline-film">
      <IconButton
        icon={film.playing ? Square : Clapperboard}
        label={film.playing ? words.stopFilm : words.film}
        disabled={nothing}
        onClick={film.toggle}
      />
      <select
        className="field timeline-speed"
        aria-label={words.speed}
        title={words.speed}
        value={speed}
        disabled={nothing}
        onChange={(event) => setSpeed(Number(event.target.value))}
      >
        {SPEEDS.map((each) => (
          <option key={each} value={each}>
            {words.perSecond(each)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** How many snapshots there are, and what they take. */
function Kept() {
  const words = useWords(WORDS);
  const { steps, bytes, budget } = useSession((state) => state.timeline);
  const megabytes = (bytes / MEGABYTE).toFixed(1);
  return (
    <p className="timeline-side timeline-kept" title={words.keptHelp}>
      {steps.length === 0
        ? words.empty
        : words.kept(steps.length, megabytes, (budget / MEGABYTE).toFixed(0))}
    </p>
  );
}

/** What is looked at, and where to go from there. */
function Past({ shown, present }: { readonly shown: number; readonly present: number }) {
  const words = useWords(WORDS);
  return (
    <div className="timeline-side">
      <p className="timeline-past">
        <strong>{words.asOf(shown)}</strong>
        <Stands />
      </p>
      <IconButton icon={SkipForward} label={words.back} onClick={backToPresent} />
      <button
        type="button"
        className="button"
        title={words.trainOnHelp(shown + 1, present)}
        onClick={() => void trainOnFromHere()}
      >
        {words.trainOn}
      </button>
    </div>
  );
}
