import { type DragEvent, useId, useRef, useState } from 'react';
import type { Example } from '../../../engine/experiment/schema';
import { useMessages } from '../../i18n/use-messages';
import { asFailure, sessionStore } from '../../stores/session-store';
import { DrawPad } from './draw-pad';
import { PictureProblem, pictureOfFile } from './picture-file';
import './own-picture.css';

/** A picture of the visitor's own: drawn here, where that makes sense, or taken from a file. What is wrong with it is said below. */
export function OwnPicture({ drawable }: { readonly drawable: boolean }) {
  const { setup, error: sentences } = useMessages();
  const [problem, setProblem] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const help = useId();

  const show = async (make: () => Example | Promise<Example>): Promise<void> => {
    try {
      await sessionStore.getState().client?.session.show(await make());
      setProblem(null);
    } catch (error) {
      if (error instanceof PictureProblem) {
        setProblem(setup.pictureProblem[error.why]);
        return;
      }
      const { code, message } = asFailure(error);
      setProblem(sentences.inline(sentences.code[code], message));
    }
  };
  const take = (file: File | undefined): void => {
    if (file) void show(() => pictureOfFile(file));
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };

  const file = (
    <>
      <input
        ref={chooser}
        className="visually-hidden"
        type="file"
        accept="image/*"
        tabIndex={-1}
        aria-label={setup.pictureFile}
        onChange={(event) => {
          take(event.target.files?.[0]);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
      <button type="button" className="button" onClick={() => chooser.current?.click()}>
        {setup.pictureFile}
      </button>
    </>
  );

  return (
    <div
      className={over ? 'own-picture is-over' : 'own-picture'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {drawable ? (
        <DrawPad describedBy={help} onDrawn={(picture) => void show(() => picture)}>
          {file}
        </DrawPad>
      ) : (
        <div className="draw-pad-actions">{file}</div>
      )}
      <p id={help} className={problem === null ? 'setup-fact' : 'problem'} aria-live="polite">
        {problem ?? (drawable ? setup.ownPictureHelp : setup.otherPictureHelp)}
      </p>
    </div>
  );
}
