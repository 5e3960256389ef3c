import { FolderUp, Plus, Trash2, Undo2 } from 'lucide-react';
import { type DragEvent, useId, useRef, useState } from 'react';
import { MOST_CLASSES } from '../../../engine/data/own-limits';
import { useMessages } from '../../i18n/use-messages';
import { droppedFiles } from './dropped-files';
import { PictureClassCard } from './picture-class-card';
import { filesOfFolder } from './picture-classes';
import { usePictureClasses } from './use-picture-classes';
import './own-pictures.css';

interface Props {
  /** Whether the visitor's own pictures are what the experiment is about. */
  readonly inUse: boolean;
  /** Called with whether they are to be from now on. */
  readonly onChange: (use: boolean) => void;
}

/** Pictures of the visitor's own in classes: from files, folders or the camera. They stay in this browser. */
export function OwnPictures(props: Props) {
  const { own } = useMessages();
  const { pictures: words } = own;
  const made = usePictureClasses(props);
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [camera, setCamera] = useState<number | null>(null);
  const help = useId();

  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const card = (event.target as Element).closest<HTMLElement>('[data-class]');
    const id = card ? Number(card.dataset.class) : null;
    void droppedFiles(event.dataTransfer).then((files) => {
      // Folders are classes, wherever they are dropped.
      const inFolders = files.length > 0 && files.every(({ folder }) => folder !== null);
      return made.addFiles(files, inFolders ? null : id);
    });
  };

  return (
    <div
      className={over ? 'own-pictures own-pictures-over' : 'own-pictures'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p id={help}>{words.help}</p>
      {made.classes.map((one, i) => (
        <PictureClassCard
          key={one.id}
          of={one}
          number={i + 1}
          camera={camera === one.id}
          onCamera={(open) => setCamera(open ? one.id : null)}
          onRename={(name) => void made.rename(one.id, name)}
          onFiles={(files) =>
            void made.addFiles(
              files.map((file) => ({ file, folder: null })),
              one.id,
            )
          }
          onTaken={(picture) => void made.addPicture(one.id, picture)}
          onRemovePicture={(picture) => void made.removePicture(one.id, picture)}
          onRemove={() => void made.removeClass(one)}
        />
      ))}
      <div className="own-pictures-actions">
        <button
          type="button"
          className="button"
          disabled={made.classes.length >= MOST_CLASSES}
          onClick={() => void made.addClass()}
        >
          <Plus aria-hidden="true" size="1.1em" />
          {words.addClass}
        </button>
        <button
          type="button"
          className="button"
          title={words.folderHelp}
          onClick={() => chooser.current?.click()}
        >
          <FolderUp aria-hidden="true" size="1.1em" />
          {words.folder}
        </button>
      </div>
      <input
        ref={(input) => {
          chooser.current = input;
          if (input) input.webkitdirectory = true;
        }}
        type="file"
        hidden
        aria-describedby={help}
        onChange={(event) => {
          void made.addFiles(filesOfFolder(event.target.files ?? []), null);
          event.target.value = '';
        }}
      />
      <div className="own-pictures-actions">
        <button
          type="button"
          className="button button-primary"
          disabled={!made.usable}
          onClick={() => void made.use()}
        >
          {words.use}
        </button>
        {made.total > 0 && (
          <button
            type="button"
            className="button button-quiet"
            onClick={() => void made.removeAll()}
          >
            <Trash2 aria-hidden="true" size="1.1em" />
            {words.removeAll}
          </button>
        )}
      </div>
      <p className={made.problem === null ? '' : 'problem'} aria-live="polite">
        {made.problem ?? made.said}
      </p>
      {made.undo && (
        <div className="own-pictures-actions">
          <button type="button" className="button" onClick={() => void made.undo?.()}>
            <Undo2 aria-hidden="true" size="1.1em" />
            {words.undo}
          </button>
        </div>
      )}
    </div>
  );
}
