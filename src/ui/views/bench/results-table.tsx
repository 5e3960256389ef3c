import type { BackendKind, SpeedMeasure } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { formatSpeed, sameMeasure, type SpeedTest } from './speed-test';
import { useSpeedWords } from './use-speed-words';

const KINDS: readonly BackendKind[] = ['cpu', 'webgpu'];

interface Props {
  readonly test: SpeedTest;
}

/** What was measured, and where. All rows are there from the start, so that nothing moves. */
export function ResultsTable({ test }: Props) {
  const { bench } = useMessages();
  const words = useSpeedWords();
  return (
    <table className="bench-table">
      <caption className="visually-hidden">{bench.results}</caption>
      <thead>
        <tr>
          <th scope="col">{bench.what}</th>
          {KINDS.map((kind) => {
            const place = test.places[kind];
            return (
              <th key={kind} scope="col" className="bench-number">
                {words.kindOf({ kind })}
                <span className="bench-small">{place && words.detailOf(place)}</span>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {test.measures.map((measure, i) => (
          <tr key={i}>
            <th scope="row">
              {words.nameOf(measure)}
              <span className="bench-small">{words.longUnitOf(measure)}</span>
            </th>
            {KINDS.map((kind) => (
              <Cell key={kind} test={test} kind={kind} measure={measure} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps extends Props {
  readonly kind: BackendKind;
  readonly measure: SpeedMeasure;
}

function Cell({ test, kind, measure }: CellProps) {
  const { bench, count } = useMessages();
  const isThis = (other: { readonly kind: BackendKind; readonly measure: SpeedMeasure }) =>
    other.kind === kind && sameMeasure(other.measure, measure);
  const result = test.results.find(({ place, measure }) => isThis({ kind: place.kind, measure }));
  if (result)
    return <td className="bench-number bench-value">{formatSpeed(result.value, count)}</td>;
  const running = test.current !== null && isThis(test.current);
  const text = running
    ? '…'
    : test.failures.some(isThis)
      ? bench.failed
      : kind === 'webgpu' && test.absent
        ? bench.absent
        : '–';
  return <td className="bench-number bench-small">{text}</td>;
}
