import { useEffect, useRef } from 'react';
import { OWN_SIDE } from '../../../engine/data/own-limits';
import type { OwnPicture } from '../../../engine/session/client';

interface Props {
  readonly picture: OwnPicture;
  /** What pressing it does. */
  readonly label: string;
  readonly onClick: () => void;
}

/** One of the visitor's pictures as the network will read it; pressed, it goes. */
export function Thumbnail({ picture, label, onClick }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(OWN_SIDE, OWN_SIDE);
    for (let i = 0; i < OWN_SIDE * OWN_SIDE; i++) {
      image.data.set(picture.pixels.subarray(3 * i, 3 * i + 3), 4 * i);
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [picture]);
  return (
    <button type="button" className="thumbnail" aria-label={label} title={label} onClick={onClick}>
      <canvas ref={canvas} width={OWN_SIDE} height={OWN_SIDE} />
    </button>
  );
}
