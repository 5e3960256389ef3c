import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { sessionStore } from '../../stores/session-store';
import { type Curves, curvesOf, isShare, MEAN_POINTS, type Measure, pointAt } from './curves';
import { draw, type Parts, scalesOf } from './draw';
import { LegendEntry } from './legend-entry';
import './curve-chart.css';

interface Props {
  readonly measure: Measure;
  /** What it is called above the chart, or a choice of what it shows; as everywhere unless given. */
  readonly title?: ReactNode;
  /** What a simpler method reaches, for comparison. */
  readonly reference?: { readonly name: string; readonly value: number } | undefined;
  /** Names of the models that are trained side by side; one alone needs none. */
  readonly runs: readonly string[];
  /** Which of them is shown. */
  readonly run: number;
}

/** What training tells of every batch; the others are of held-out examples alone. */
const MEASURED_BY_BATCH: ReadonlySet<Measure> = new Set(['loss', 'accuracy']);

/** Below this the zeros would take more room than the digits. */
const SMALL = 1e-3;

/** Often enough to look live, seldom enough to leave the page its time. */
const REDRAW_MS = 80;

/**
 * A measure over the training steps, live. The curves are drawn from the store past React, at most
 * twelve times a second; the pointer or the arrow keys read values off.
 */
export function CurveChart({ measure, title, reference, runs, run }: Props) {
  const { training, percent } = useMessages();
  const frame = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLDivElement>(null);
  const spoken = useRef<HTMLParagraphElement>(null);
  const parts = useRef<Partial<Record<keyof Parts, SVGElement | null>>>({});
  const state = useRef({
    curves: curvesOf([], measure, 0),
    size: { width: 0, height: 0 },
    cursor: null as number | null,
  });
  const asText = (value: number | undefined): string => {
    if (value === undefined) return '';
    if (isShare(measure)) return percent(value);
    return Math.abs(value) < SMALL ? value.toExponential(1) : value.toPrecision(3);
  };

  const paint = (): void => {
    const { curves, size } = state.current;
    if (size.width === 0) return;
    const { step, present } = sessionStore.getState();
    // Where nothing is pointed at, an earlier step that is looked at is marked.
    const cursor = state.current.cursor ?? (step === present ? null : step);
    draw(parts.current as Parts, curves, measure, size, {
      reference: reference?.value,
      cursor,
      referenceText: reference === undefined ? '' : `${reference.name} ${asText(reference.value)}`,
      cursorText: cursor === null ? '' : training.atStep(cursor),
    });
    frame.current?.classList.toggle('curve-empty', curves.lastStep === 0);
    const at = cursor ?? curves.lastStep;
    for (const entry of legend.current?.querySelectorAll<HTMLElement>('[data-series]') ?? []) {
      const series = entry.dataset.series ?? '';
      const points =
        series === 'mean' || series === 'validation' ? curves[series] : curves.runs[+series];
      entry.textContent = asText(points && pointAt(points, at)?.value);
    }
    const { runsPerSecond } = sessionStore.getState();
    for (const entry of legend.current?.querySelectorAll<HTMLElement>('[data-run]') ?? []) {
      const speed = runsPerSecond[Number(entry.dataset.run)];
      entry.title = speed === undefined ? '' : training.runSpeed(speed);
    }
  };
  const latestPaint = useRef(paint);
  useEffect(() => {
    latestPaint.current = paint;
    paint();
  });

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = (): void => {
      timer = undefined;
      state.current.curves = curvesOf(sessionStore.getState().metrics, measure, run);
      latestPaint.current();
    };
    const unsubscribe = sessionStore.subscribe((now, before) => {
      const travelled = now.step !== before.step && !now.running;
      if (now.metrics !== before.metrics || travelled) timer ??= setTimeout(read, REDRAW_MS);
    });
    const observer = new ResizeObserver(([{ contentRect }]) => {
      state.current.size = contentRect;
      latestPaint.current();
    });
    observer.observe(element);
    read();
    return () => {
      clearTimeout(timer);
      unsubscribe();
      observer.disconnect();
    };
  }, [measure, run]);

  const moveTo = (step: number | null): void => {
    const { curves } = state.current;
    state.current.cursor =
      step === null || curves.lastStep === 0
        ? null
        : Math.max(0, Math.min(curves.lastStep, Math.round(step)));
    paint();
  };
  const followPointer = (event: PointerEvent<HTMLElement>): void => {
    const { curves, size } = state.current;
    const left = event.currentTarget.getBoundingClientRect().left;
    moveTo(scalesOf(curves, measure, size).x.invert(event.clientX - left));
  };
  const followKeys = (event: KeyboardEvent): void => {
    const { curves, cursor } = state.current;
    const to = keyStep(event.key, cursor ?? curves.lastStep, curves);
    if (to === undefined) return;
    event.preventDefault();
    moveTo(to);
    if (spoken.current && to !== null) {
      spoken.current.textContent = `${training.atStep(state.current.cursor ?? 0)}: ${legend.current?.textContent}`;
    }
  };
  const part =
    (name: keyof Parts) =>
    (element: SVGElement | null): void => {
      parts.current[name] = element;
    };

  return (
    <figure className={`curves curves-${measure}`}>
      <figcaption className="curves-caption">
        <span className="curves-title">{title ?? training[`${measure}Axis`]}</span>
        <div ref={legend} className="curves-legend">
          {MEASURED_BY_BATCH.has(measure) && (
            <>
              <LegendEntry series="batch" label={training.batch} />
              <LegendEntry series="mean" label={training.batchMean(MEAN_POINTS)} />
            </>
          )}
          {runs.length < 2 ? (
            <LegendEntry series="validation" label={training.validation} />
          ) : (
            <>
              <span>{training.validation}:</span>
              {runs.map((name, i) => (
                <LegendEntry key={name} series="validation" run={i} label={name} />
              ))}
            </>
          )}
        </div>
      </figcaption>
      <div
        ref={frame}
        className="curves-frame curve-empty"
        role="group"
        tabIndex={0}
        aria-label={`${training.chart(training[measure])}. ${training.chartHelp}`}
        onPointerMove={followPointer}
        onPointerLeave={() => moveTo(null)}
        onBlur={() => moveTo(null)}
        onKeyDown={followKeys}
      >
        <svg aria-hidden="true" className="curves-svg">
          <g ref={part('y')} className="curves-axis curves-grid" />
          <g ref={part('x')} className="curves-axis" />
          <path ref={part('reference')} className="curve curve-reference" />
          <path ref={part('batch')} className="curve curve-batch" />
          <path ref={part('mean')} className="curve curve-mean" />
          <path ref={part('validation')} className="curve curve-validation" />
          <path ref={part('dots')} className="curve curve-dots" />
          <g ref={part('runs')} />
          <text ref={part('referenceText')} className="curves-text curves-reference-text" />
          <path ref={part('cursor')} className="curve curve-cursor" />
          <text ref={part('cursorText')} className="curves-text" />
        </svg>
        <span className="curves-x-label">{training.stepAxis}</span>
        <span className="curves-hint">{training.empty}</span>
      </div>
      <p ref={spoken} className="visually-hidden" aria-live="polite" />
    </figure>
  );
}

/** Where an arrow key leads from a step. */
function keyStep(key: string, from: number, { lastStep }: Curves): number | null | undefined {
  const stride = Math.max(1, Math.round(lastStep / 50));
  switch (key) {
    case 'ArrowLeft':
      return from - stride;
    case 'ArrowRight':
      return from + stride;
    case 'Home':
      return 0;
    case 'End':
      return lastStep;
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}
