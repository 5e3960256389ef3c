import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { IconButton } from '../../components/icon-button';
import { Segmented } from '../../components/segmented';
import { useWords } from '../../i18n/use-words';
import { setLayer, setMode, viewStore } from '../../stores/view-store';
import { useShownHead } from '../computation/shown';
import { layerOf } from '../tensor/labels';
import { Operation, type OperationHandle } from './operation';
import { PHASES, type Phase, stepsOf } from './steps-of';
import { words as catalogue } from './words';
import './steps-view.css';

/**
 * A training step on the shown example, one operation after another. Each has three parts: what is
 * computed from what; one cell with its numbers; all of the tensor.
 */
export function StepsView({ model }: { readonly model: ModelInfo }) {
  const words = useWords(catalogue);
  const frame = useRef<HTMLDivElement>(null);
  const operation = useRef<OperationHandle>(null);
  const slider = useId();
  const steps = useMemo(() => stepsOf(model), [model]);
  const head = useShownHead(model);
  const [at, setAt] = useState(() => first(steps));
  const [part, setPart] = useState(0);
  const [slow, setSlow] = useState(false);
  const place = Math.min(at, steps.length - 1);
  const step = steps[place];

  useEffect(() => frame.current?.focus({ preventScroll: true }), []);

  const goTo = (next: number, nextPart = 0): void => {
    if (next < 0 || next >= steps.length) return;
    operation.current?.stop();
    setAt(next);
    setPart(nextPart);
    const { phase, tensor } = steps[next];
    const mode = phase === 'backward' ? 'gradient' : 'forward';
    if (viewStore.getState().mode !== mode) setMode(mode);
    const layer = layerOf(tensor);
    if (layer !== undefined) setLayer(layer);
  };
  // What an update makes is told by its numbers: nothing is filled.
  const fills = step.phase !== 'update';
  const goOn = (): void => {
    if (part === 0) setPart(1);
    else if (part === 1 && fills) operation.current?.fill(slow, () => setPart(2));
    else goTo(place + 1);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // In a heatmap, a field or on a button, these keys have a meaning of their own.
    if ((event.target as Element).closest('input, button, [role="grid"]')) return;
    if (event.key === ' ') goOn();
    else if (event.key === 'ArrowRight') goTo(place + 1);
    else if (event.key === 'ArrowLeft') goTo(place - 1, 2);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const phases = PHASES.filter((phase) => steps.some((one) => one.phase === phase));
  return (
    <div
      ref={frame}
      className="steps"
      role="application"
      aria-label={`${words.title}. ${words.keys}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is walked by keys.
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className="steps-bar">
        <Segmented
          label={words.phases}
          value={step.phase}
          options={phases.map((phase) => ({ value: phase, label: words.phase[phase] }))}
          onChange={(phase: Phase) => goTo(steps.findIndex((one) => one.phase === phase))}
        />
        <IconButton
          className="button-quiet"
          icon={ChevronLeft}
          label={words.previous}
          keys="←"
          disabled={place === 0}
          onClick={() => goTo(place - 1, 2)}
        />
        <input
          id={slider}
          className="steps-slider"
          type="range"
          min={0}
          max={steps.length - 1}
          value={place}
          aria-label={words.slider}
          aria-valuetext={step.tensor}
          onChange={(event) => goTo(Number(event.target.value))}
        />
        <IconButton
          className="button-quiet"
          icon={ChevronRight}
          label={words.next}
          keys="→"
          disabled={place === steps.length - 1}
          onClick={() => goTo(place + 1)}
        />
        <span className="steps-position">{words.position(place + 1, steps.length)}</span>
        <button type="button" className="button button-primary steps-go" onClick={goOn}>
          {words.space[part === 1 && !fills ? 2 : part]}
        </button>
        <label className="steps-slow">
          <input
            type="checkbox"
            checked={slow}
            onChange={(event) => setSlow(event.target.checked)}
          />
          {words.slow}
        </label>
      </div>
      <div className="steps-scroll">
        <Operation
          key={`${step.phase} ${step.tensor}`}
          ref={operation}
          model={model}
          step={step}
          part={part}
          head={head}
        />
        <p className="steps-keys">{words.keys}</p>
      </div>
    </div>
  );
}

/** Where the walk begins: at the tensor that is chosen, if it is one of them. */
function first(steps: readonly { readonly tensor: string }[]): number {
  const chosen = viewStore.getState().selected?.tensor;
  return Math.max(
    0,
    steps.findIndex(({ tensor }) => tensor === chosen),
  );
}
