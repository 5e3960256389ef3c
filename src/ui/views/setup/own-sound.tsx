import { FileUp, Mic, Square } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { asFailure, sessionStore } from '../../stores/session-store';
import { type Recording, startRecording } from './microphone';
import { exampleOfSound, SoundProblem } from './sound-file';
import './own-sound.css';

/** A word of the visitor's own: recorded here, or taken from a file. What is wrong with it is said below. */
export function OwnSound() {
  const { setup, error: sentences } = useMessages();
  const [problem, setProblem] = useState<string | null>(null);
  const [phase, setPhase] = useState<'rest' | 'wait' | 'record'>('rest');
  const recording = useRef<Recording | null>(null);
  const here = useRef(true);
  const chooser = useRef<HTMLInputElement>(null);
  const help = useId();

  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
      recording.current?.stop();
    };
  }, []);

  const show = async (sound: () => Promise<Blob | null>): Promise<void> => {
    setPhase('wait');
    setProblem(null);
    try {
      const file = await sound();
      if (file) await sessionStore.getState().client?.session.show(await exampleOfSound(file));
    } catch (error) {
      if (error instanceof SoundProblem) {
        setProblem(setup.soundProblem[error.why]);
      } else {
        const { code, message } = asFailure(error);
        setProblem(sentences.inline(sentences.code[code], message));
      }
    } finally {
      setPhase('rest');
    }
  };
  const record = async (): Promise<Blob | null> => {
    const started = await startRecording();
    recording.current = started;
    if (here.current) setPhase('record');
    else started.stop();
    const sound = await started.sound;
    recording.current = null;
    setPhase('wait');
    return here.current ? sound : null;
  };
  const take = (file: File | undefined): void => {
    if (file) void show(() => Promise.resolve(file));
  };

  const said = phase === 'record' ? setup.recordingNow : setup.ownSoundHelp;
  return (
    <div className="own-sound">
      <div className="own-sound-actions">
        {phase === 'record' ? (
          <button type="button" className="button" onClick={() => recording.current?.stop()}>
            <Square aria-hidden="true" size="1.1em" />
            {setup.stopRecording}
          </button>
        ) : (
          <button
            type="button"
            className="button"
            disabled={phase === 'wait'}
            aria-describedby={help}
            onClick={() => void show(record)}
          >
            <Mic aria-hidden="true" size="1.1em" />
            {setup.record}
          </button>
        )}
        <button
          type="button"
          className="button"
          disabled={phase !== 'rest'}
          onClick={() => chooser.current?.click()}
        >
          <FileUp aria-hidden="true" size="1.1em" />
          {setup.soundFile}
        </button>
        <input
          ref={chooser}
          className="visually-hidden"
          type="file"
          accept="audio/*"
          tabIndex={-1}
          aria-label={setup.soundFile}
          onChange={(event) => {
            take(event.target.files?.[0]);
            // The same file may be chosen again.
            event.target.value = '';
          }}
        />
      </div>
      {phase === 'record' && <div className="own-sound-time" aria-hidden="true" />}
      <p id={help} className={problem === null ? 'setup-fact' : 'problem'} aria-live="polite">
        {problem ?? said}
      </p>
    </div>
  );
}
