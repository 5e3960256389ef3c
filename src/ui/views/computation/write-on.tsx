import { PenLine, Square } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { ModelInfo, SampleRequest } from '../../../engine/session/client';
import { HelpNote } from '../../components/help-note';
import { IconButton } from '../../components/icon-button';
import { NumberField } from '../../components/number-field';
import { useMessages } from '../../i18n/use-messages';
import { asFailure, sessionStore } from '../../stores/session-store';
import { useWrittenText, writtenText } from '../../stores/written-text';
import './write-on.css';

/** Characters of the example that are the first prompt. */
const FIRST_PROMPT = 24;

const NUMBERS = {
  temperature: { min: 0, max: 10, integer: false, step: 0.1, first: 0.8 },
  topK: { min: 0, max: 1000, integer: true, step: 1, first: 0 },
  topP: { min: 0.01, max: 1, integer: false, step: 0.05, first: 0.95 },
  length: { min: 1, max: 10_000, integer: true, step: 50, first: 300 },
  seed: { min: 0, max: 2 ** 32 - 1, integer: true, step: 1, first: 1 },
} as const;
type Key = keyof typeof NUMBERS;
const KEYS = Object.keys(NUMBERS) as Key[];

/** A language model goes on with a text; what it writes appears as it is written. */
export function WriteOn({ model }: { readonly model: ModelInfo }) {
  const { writeOn, error: sentences } = useMessages();
  const [heading, promptId, problemId] = [useId(), useId(), useId()];
  const written = useWrittenText();
  // Null until something is typed.
  const [typed, setTyped] = useState<string | null>(null);
  const [numbers, setNumbers] = useState(
    () => Object.fromEntries(KEYS.map((key) => [key, NUMBERS[key].first])) as Record<Key, number>,
  );
  const [problem, setProblem] = useState<string | null>(null);
  const prompt = typed ?? Array.from(model.example.text).slice(0, FIRST_PROMPT).join('');

  // What another model has written is nothing of this one's.
  const { id, settings } = model.experiment;
  const loaded = `${id} ${JSON.stringify(settings)}`;
  useEffect(() => {
    writtenText.setState({ prompt: '', text: '' });
    return () => void stop();
  }, [loaded]);

  const write = async (): Promise<void> => {
    const { client } = sessionStore.getState();
    if (!client) return;
    const request: SampleRequest = { prompt, ...numbers };
    setProblem(null);
    writtenText.setState({ prompt, text: '', writing: true });
    try {
      await client.session.sample(request);
    } catch (error) {
      const { code, message } = asFailure(error);
      writtenText.setState({ prompt: '' });
      setProblem(sentences.inline(sentences.code[code], message));
    }
    writtenText.setState({ writing: false });
  };

  return (
    <form
      className="write-on"
      aria-labelledby={heading}
      onSubmit={(event) => {
        event.preventDefault();
        void (written.writing ? stop() : write());
      }}
    >
      <h3 className="write-on-title">
        <span id={heading}>{writeOn.title}</span>
        <HelpNote about={writeOn.title} text={writeOn.help} />
      </h3>
      <div className="write-on-line">
        <label htmlFor={promptId}>{writeOn.prompt}</label>
        <input
          id={promptId}
          className="field write-on-prompt"
          value={prompt}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={problem !== null}
          aria-describedby={problemId}
          onChange={(event) => {
            setTyped(event.target.value);
            setProblem(null);
          }}
        />
        <IconButton
          type="submit"
          icon={written.writing ? Square : PenLine}
          label={written.writing ? writeOn.stop : writeOn.write}
          shown
        />
      </div>
      <div className="write-on-numbers">
        {KEYS.map((key) => {
          const { min, max, integer, step } = NUMBERS[key];
          return (
            <span key={key} className="write-on-number">
              <span aria-hidden="true">{writeOn[key]}</span>
              <HelpNote about={writeOn[key]} text={writeOn.settingHelp[key]} />
              <NumberField
                label={writeOn[key]}
                value={numbers[key]}
                min={min}
                max={max}
                integer={integer}
                step={step}
                problem={writeOn.outOfRange(min, max)}
                onCommit={(value) => setNumbers((old) => ({ ...old, [key]: value }))}
              />
            </span>
          );
        })}
      </div>
      <p id={problemId} className="problem" role="alert">
        {problem}
      </p>
      <p className="write-on-text" aria-busy={written.writing}>
        {written.prompt === '' ? (
          <span className="write-on-empty">{writeOn.empty}</span>
        ) : (
          <>
            <b>{written.prompt}</b>
            {written.text}
          </>
        )}
      </p>
    </form>
  );
}

async function stop(): Promise<void> {
  await sessionStore.getState().client?.session.stopSampling();
}
