import type {
  BackendKind,
  BackendReason,
  SpeedEvent,
  SpeedMeasure,
  SpeedPlace,
  SpeedResult,
} from '../../../engine/session/client';

/** A speed test as the page knows it. */
export interface SpeedTest {
  readonly state: 'idle' | 'running' | 'finished' | 'stopped';
  /** Length of each measurement, in seconds. */
  readonly seconds: number;
  readonly measures: readonly SpeedMeasure[];
  readonly places: Readonly<Partial<Record<BackendKind, SpeedPlace>>>;
  readonly results: readonly SpeedResult[];
  readonly current: { readonly kind: BackendKind; readonly measure: SpeedMeasure } | null;
  readonly failures: readonly {
    readonly kind: BackendKind;
    readonly measure: SpeedMeasure;
    readonly message: string;
  }[];
  /** Why no GPU was measured. */
  readonly absent: BackendReason | null;
}

export const noTest: SpeedTest = {
  state: 'idle',
  seconds: 3,
  measures: [],
  places: {},
  results: [],
  current: null,
  failures: [],
  absent: null,
};

/** The test after an event. */
export function afterEvent(test: SpeedTest, event: SpeedEvent): SpeedTest {
  switch (event.type) {
    case 'list':
      return { ...test, measures: event.measures };
    case 'begin': {
      const { place, measure } = event;
      const places = { ...test.places, [place.kind]: place };
      return { ...test, places, current: { kind: place.kind, measure } };
    }
    case 'result':
      return { ...test, results: [...test.results, event.result], current: null };
    case 'failed': {
      const { place, measure, message } = event;
      const failures = [...test.failures, { kind: place.kind, measure, message }];
      return { ...test, failures, current: null };
    }
    case 'absent':
      return { ...test, absent: event.reason };
  }
}

/** Whether two measures are of the same thing. */
export function sameMeasure(a: SpeedMeasure, b: SpeedMeasure): boolean {
  return a.what === 'training'
    ? b.what === 'training' && a.id === b.id
    : b.what === 'product' && a.size === b.size;
}

/** A speed in three figures, without an exponent. */
export function formatSpeed(value: number, count: (n: number) => string): string {
  if (value >= 100) return count(Math.round(value));
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** The results for machines: every number as it was measured. */
export function asJson(test: SpeedTest, where: { agent: string; date: string }): string {
  const { seconds, results } = test;
  return JSON.stringify({ test: 'heed', ...where, seconds, results }, null, 2);
}

interface Words {
  readonly title: string;
  readonly nameOf: (measure: SpeedMeasure) => string;
  readonly unitOf: (measure: SpeedMeasure) => string;
  readonly placeOf: (place: SpeedPlace) => string;
}

/** The results for people, as plain text. */
export function asText(
  { results, places }: SpeedTest,
  words: Words,
  where: { agent: string; date: string },
): string {
  const blocks = Object.values(places).map((place) => {
    const own = results.filter((result) => result.place.kind === place.kind);
    const lines = own.map(
      ({ measure, value }) =>
        `  ${words.nameOf(measure)}: ${Number(value.toPrecision(3))} ${words.unitOf(measure)}`,
    );
    return [words.placeOf(place), ...lines].join('\n');
  });
  return [`Heed: ${words.title}`, `${where.date}; ${where.agent}`, ...blocks].join('\n');
}
