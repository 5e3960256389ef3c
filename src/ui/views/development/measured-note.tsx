import { useWords } from '../../i18n/use-words';
import { useSession } from '../../stores/session-store';
import type { Measured } from './use-measured';
import { WORDS } from './words';

/** How a measurement stands: on its way, waiting for the training, or of an earlier step. */
export function MeasuredNote({
  measured,
}: {
  readonly measured: Measured<unknown> & { readonly again: () => void };
}) {
  const words = useWords(WORDS);
  const running = useSession((state) => state.running);
  const { answer, step, state, failure, again } = measured;
  return (
    <p className="development-note" role="status">
      {failure ? (
        failure.message
      ) : running ? (
        answer === null ? (
          words.waits
        ) : (
          words.stale(step)
        )
      ) : state === 'cancelled' ? (
        <>
          {words.cancelled}{' '}
          <button type="button" className="button button-quiet" onClick={again}>
            {words.again}
          </button>
        </>
      ) : state === 'done' ? (
        ''
      ) : (
        words.measuring
      )}
    </p>
  );
}
