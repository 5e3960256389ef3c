import type { SpeedMeasure, SpeedPlace } from '../../../engine/session/client';
import { experimentWords } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';

/** What measures, units and places are called. */
export function useSpeedWords() {
  const { bench, backend } = useMessages();
  return {
    title: bench.title,
    nameOf: (measure: SpeedMeasure): string =>
      measure.what === 'training' ? experimentWords(measure.id).title : bench.product(measure.size),
    longUnitOf: ({ what }: SpeedMeasure): string =>
      what === 'training' ? bench.stepsPerSecond : bench.gflops,
    unitOf: ({ what }: SpeedMeasure): string =>
      what === 'training' ? bench.stepsUnit : bench.gflopsUnit,
    /** What there is to say of a place besides its kind. */
    detailOf: ({ kind, adapter, software, threads }: SpeedPlace): string =>
      [
        ...(kind === 'webgpu' ? [adapter] : []),
        ...(threads === undefined ? [] : [bench.threads(threads)]),
        ...(software ? [bench.software] : []),
      ].join(', '),
    kindOf: ({ kind }: Pick<SpeedPlace, 'kind'>): string => backend.running[kind],
  };
}
