import { type PointerEvent, type ReactNode, useRef, useState } from 'react';
import type { Example } from '../../../engine/experiment/schema';
import { useMessages } from '../../i18n/use-messages';
import { PAD_SIDE, paintStrokes, pictureOfPad, type Stroke } from './strokes';

interface Props {
  readonly describedBy: string;
  /** Called after every stroke. */
  readonly onDrawn: (picture: Example) => void;
  /** Further buttons. */
  readonly children: ReactNode;
}

/** A sheet of paper to draw on, with mouse, pen or finger. */
export function DrawPad({ describedBy, onDrawn, children }: Props) {
  const { setup } = useMessages();
  const canvas = useRef<HTMLCanvasElement>(null);
  const current = useRef<[number, number][] | null>(null);
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);

  const repaint = (all: readonly Stroke[]): void => {
    if (canvas.current) paintStrokes(canvas.current, all);
  };
  const placeOf = (event: PointerEvent<HTMLCanvasElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * PAD_SIDE,
      ((event.clientY - box.top) / box.height) * PAD_SIDE,
    ];
  };
  const settle = (all: readonly Stroke[]): void => {
    setStrokes(all);
    repaint(all);
    if (all.length > 0 && canvas.current) onDrawn(pictureOfPad(canvas.current));
  };
  const lift = (): void => {
    const stroke = current.current;
    current.current = null;
    if (stroke) settle([...strokes, stroke]);
  };

  return (
    <>
      <canvas
        ref={canvas}
        className="draw-pad"
        width={PAD_SIDE}
        height={PAD_SIDE}
        role="img"
        aria-label={setup.padLabel}
        aria-describedby={describedBy}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          current.current = [placeOf(event)];
          repaint([...strokes, current.current]);
        }}
        onPointerMove={(event) => {
          if (!current.current) return;
          current.current.push(placeOf(event));
          repaint([...strokes, current.current]);
        }}
        onPointerUp={lift}
        onPointerCancel={lift}
      />
      <div className="draw-pad-actions">
        <button
          type="button"
          className="button"
          disabled={strokes.length === 0}
          onClick={() => settle(strokes.slice(0, -1))}
        >
          {setup.undoStroke}
        </button>
        <button
          type="button"
          className="button"
          disabled={strokes.length === 0}
          onClick={() => settle([])}
        >
          {setup.clearPad}
        </button>
        {children}
      </div>
    </>
  );
}
