import { useId, useState } from 'react';
import type { Decoded, ModelInfo, Written } from '../../../engine/session/client';
import { NumberField } from '../../components/number-field';
import { useMessages } from '../../i18n/use-messages';
import { ask, sessionStore } from '../../stores/session-store';
import './written-view.css';

const MOST_SEQUENCES = 16;
const FIRST_BEAM = 3;

interface Result {
  readonly decoded: Decoded;
  /** Training steps done when it was written. */
  readonly step: number;
  /** What it was written from. */
  readonly of: string;
}

/** What the model writes when it is not told the answer, with the right one beside it. */
export function WrittenView({ model }: { readonly model: ModelInfo }) {
  const { written: words } = useMessages();
  const heading = useId();
  const beamLabel = useId();
  const [beam, setBeam] = useState(FIRST_BEAM);
  const [result, setResult] = useState<Result | null>(null);
  const of = sourceOf(model);
  const shown = result?.of === of ? result : null;

  const write = async (): Promise<void> => {
    const decoded = await ask((session) => session.decode({ beam }));
    if (decoded) setResult({ decoded, step: sessionStore.getState().step, of });
  };

  return (
    <section className="written" aria-labelledby={heading}>
      <h3 id={heading} className="written-title">
        {words.title}
      </h3>
      <p className="written-source">{model.example.text}</p>
      <form
        className="written-controls"
        onSubmit={(event) => {
          event.preventDefault();
          void write();
        }}
      >
        <button type="submit" className="button button-primary">
          {words.write}
        </button>
        <span id={beamLabel} className="written-beam">
          {words.beam}
        </span>
        <NumberField
          labelledBy={beamLabel}
          value={beam}
          min={1}
          max={MOST_SEQUENCES}
          integer
          step={1}
          problem={words.beamRange(MOST_SEQUENCES)}
          onCommit={setBeam}
        />
      </form>
      <div aria-live="polite">
        {shown ? (
          <>
            <ol className="written-list">
              {shown.decoded.written.map((one) => (
                <Line key={one.text} one={one} reference={shown.decoded.reference} />
              ))}
            </ol>
            <p className="written-note">
              {shown.decoded.reference !== null && (
                <span>
                  {words.reference}: <b>{shown.decoded.reference}</b>
                </span>
              )}
              <span>{words.asOf(shown.step)}</span>
              {shown.decoded.reference === null && shown.decoded.written.length > 1 && (
                <span>{words.greedyShown}</span>
              )}
            </p>
          </>
        ) : (
          <p className="written-note">{words.help}</p>
        )}
      </div>
    </section>
  );
}

interface LineProps {
  readonly one: Written;
  readonly reference: string | null;
}

/** One answer with how likely it is; a mark where it is the right one. */
function Line({ one, reference }: LineProps) {
  const { written: words, sentence, percent } = useMessages();
  const probability = Math.exp(one.logProbability);
  const right = reference !== null && one.finished && one.text === reference;
  return (
    <li style={{ '--share': probability } as React.CSSProperties} data-right={right}>
      <span className="written-text">
        {one.text}
        {!one.finished && '…'}
      </span>
      <span className="written-right" title={right ? sentence.right : undefined}>
        {right && (
          <>
            <span aria-hidden="true">✓</span>
            <span className="visually-hidden">{sentence.right}</span>
          </>
        )}
      </span>
      <span className="written-bar" aria-hidden="true" />
      <span className="written-value">{percent(probability)}</span>
      <span className="written-value">{words.logProbability(one.logProbability.toFixed(2))}</span>
    </li>
  );
}

/** What a result belongs to: with another example or model it is no longer shown. */
function sourceOf({ experiment, run, example }: ModelInfo): string {
  return JSON.stringify([
    experiment.id,
    experiment.seed,
    experiment.settings,
    run,
    example.example,
  ]);
}
