import { Slider } from 'radix-ui';
import { useRef, useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { useEm } from '../tensor/use-em';
import { useSize } from '../tensor/use-size';
import { labelledPositions } from './ticks';
import { travelTo } from './travel';
import { WORDS } from './words';

interface Props {
  /** Steps that can be looked at; the last is the present. */
  readonly positions: readonly number[];
  readonly shown: number;
}

/** Room of a digit, and between two texts, in em. */
const DIGIT = 0.48;
const GAP = 0.6;
/** Width of the slider's thumb, in em: its centre stays that far within the track. */
const THUMB = 1;

/** A slider with a tick for every snapshot, all the same distance apart. */
export function TimelineSlider({ positions, shown }: Props) {
  const words = useWords(WORDS);
  const { count } = useMessages();
  const em = useEm();
  const frame = useRef<HTMLDivElement>(null);
  const width = useSize(frame)?.width ?? 0;
  const [dragged, setDragged] = useState<number | null>(null);
  const last = positions.length - 1;
  const found = positions.indexOf(shown);
  const at = Math.min(dragged ?? (found < 0 ? last : found), last);
  const widthOf = (step: number): number => DIGIT * em * count(step).length;
  const labelled = labelledPositions(positions, widthOf, width - THUMB * em, GAP * em);
  const left = (i: number): string =>
    `calc(${THUMB / 2}rem + ${last === 0 ? 0 : i / last} * (100% - ${THUMB}rem))`;
  const go = (i: number): void => {
    setDragged(i);
    void travelTo(positions[i]).then(() => setDragged((now) => (now === i ? null : now)));
  };
  return (
    <div ref={frame} className="timeline-slider">
      <Slider.Root
        className="slider"
        min={0}
        max={Math.max(1, last)}
        step={1}
        value={[at]}
        disabled={last === 0}
        onValueChange={([i]) => go(i)}
      >
        <Slider.Track className="slider-track">
          <Slider.Range className="slider-range" />
        </Slider.Track>
        <div className="timeline-ticks" aria-hidden="true">
          {positions.map((step, i) => (
            <span key={step} className="timeline-tick" style={{ left: left(i) }} />
          ))}
        </div>
        <Slider.Thumb
          className="slider-thumb"
          aria-label={words.title}
          aria-valuetext={words.step(positions[at])}
          title={words.sliderHelp}
        />
      </Slider.Root>
      <div className="timeline-labels" aria-hidden="true">
        {labelled.map((i) => (
          <span key={positions[i]} className="timeline-label" style={{ left: left(i) }}>
            {count(positions[i])}
          </span>
        ))}
      </div>
    </div>
  );
}
