import { Camera as CameraIcon, FileUp, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { LONGEST_NAME } from '../../../engine/data/own-limits';
import type { OwnPicture } from '../../../engine/session/client';
import { IconButton } from '../../components/icon-button';
import { useMessages } from '../../i18n/use-messages';
import { Camera } from './camera';
import type { PictureClass } from './picture-classes';
import { Thumbnail } from './thumbnail';

/** So many pictures are shown unless all are asked for. */
const MOST_SHOWN = 24;

interface Props {
  readonly of: PictureClass;
  /** Its place among the classes, from 1. */
  readonly number: number;
  /** Whether its camera is open. */
  readonly camera: boolean;
  readonly onCamera: (open: boolean) => void;
  readonly onRename: (name: string) => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onTaken: (picture: OwnPicture) => void;
  readonly onRemovePicture: (picture: OwnPicture) => void;
  readonly onRemove: () => void;
}

/** A class of the visitor's pictures: its name, what is in it, and ways to add to it. */
export function PictureClassCard(props: Props) {
  const { of, number, camera, onCamera } = props;
  const { own } = useMessages();
  const { pictures: words } = own;
  const chooser = useRef<HTMLInputElement>(null);
  // Null until something is typed.
  const [typed, setTyped] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const name = of.name || words.newClass(number);
  const shown = all ? of.pictures : of.pictures.slice(0, MOST_SHOWN);
  const commit = (): void => {
    if (typed !== null && typed.trim() !== of.name) props.onRename(typed.trim());
    setTyped(null);
  };
  return (
    <fieldset className="picture-class" data-class={of.id}>
      <legend className="visually-hidden">{name}</legend>
      <div className="picture-class-head">
        <input
          className="field"
          aria-label={words.nameOf(number)}
          value={typed ?? of.name}
          maxLength={LONGEST_NAME}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) commit();
            if (event.key === 'Escape') setTyped(null);
          }}
        />
        <IconButton
          icon={Trash2}
          label={words.removeClass(name)}
          className="button-quiet"
          onClick={props.onRemove}
        />
      </div>
      {shown.length > 0 && (
        <div className="thumbnails">
          {shown.map((picture, i) => (
            <Thumbnail
              // By place: when one goes, the focus is on the next.
              key={i}
              picture={picture}
              label={words.removePicture(picture.name)}
              onClick={() => props.onRemovePicture(picture)}
            />
          ))}
        </div>
      )}
      <p className="picture-count">
        {words.pictures(of.pictures.length)}
        {shown.length < of.pictures.length && (
          <button type="button" className="button button-quiet" onClick={() => setAll(true)}>
            {words.showAll}
          </button>
        )}
      </p>
      <div className="own-pictures-actions">
        <button
          type="button"
          className="button"
          aria-label={words.filesFor(name)}
          onClick={() => chooser.current?.click()}
        >
          <FileUp aria-hidden="true" size="1.1em" />
          {words.files}
        </button>
        <button
          type="button"
          className="button"
          aria-label={words.cameraFor(name)}
          aria-expanded={camera}
          onClick={() => onCamera(!camera)}
        >
          <CameraIcon aria-hidden="true" size="1.1em" />
          {words.camera}
        </button>
      </div>
      <input
        ref={chooser}
        type="file"
        hidden
        multiple
        accept="image/*"
        onChange={(event) => {
          props.onFiles([...(event.target.files ?? [])]);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
      {camera && (
        <Camera
          onTaken={(pixels) =>
            props.onTaken({ name: words.cameraName(of.pictures.length + 1), pixels })
          }
          onClose={() => onCamera(false)}
        />
      )}
    </fieldset>
  );
}
