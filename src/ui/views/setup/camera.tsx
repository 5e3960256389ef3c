import { useEffect, useRef, useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { closeMedia, MediaProblem, openMedia } from './media';
import { squareOf } from './picture-file';

interface Props {
  /** Called with each picture that is taken, bytes [32, 32, 3]. */
  readonly onTaken: (pixels: Uint8Array) => void;
  readonly onClose: () => void;
}

/** What the camera sees, the middle square of it, and a button that takes a picture. */
export function Camera({ onTaken, onClose }: Props) {
  const { own } = useMessages();
  const { pictures: words } = own;
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<MediaProblem['why'] | null>(null);
  const [ready, setReady] = useState(false);

  useEffect(() => {
    let here = true;
    let opened: MediaStream | null = null;
    openMedia({ video: { facingMode: { ideal: 'environment' } } }).then(
      (stream) => {
        opened = stream;
        if (!here) closeMedia(stream);
        else if (video.current) video.current.srcObject = stream;
      },
      (error: unknown) => {
        if (here) setProblem(error instanceof MediaProblem ? error.why : 'absent');
      },
    );
    return () => {
      here = false;
      if (opened) closeMedia(opened);
    };
  }, []);

  const take = (): void => {
    const { current } = video;
    if (current) onTaken(squareOf(current, current.videoWidth, current.videoHeight));
  };
  return (
    <div className="camera">
      {problem === null ? (
        <video
          ref={video}
          className="camera-picture"
          aria-label={words.cameraPicture}
          autoPlay
          muted
          playsInline
          onLoadedData={() => setReady(true)}
        />
      ) : (
        <p className="problem" role="alert">
          {words.cameraProblem[problem]}
        </p>
      )}
      <div className="own-pictures-actions">
        {problem === null && (
          <button type="button" className="button" disabled={!ready} onClick={take}>
            {words.takePicture}
          </button>
        )}
        <button type="button" className="button button-quiet" onClick={onClose}>
          {words.closeCamera}
        </button>
      </div>
    </div>
  );
}
