import { useCallback, useEffect, useRef } from 'react';

/** How long a tensor takes to fill, in ms. */
const TIME = { usual: 1100, slow: 7000 } as const;

export interface Fill {
  /** Fills from nothing; at once for those who want no motion. `paint` gets the share that is filled. */
  readonly start: (slow: boolean, paint: (share: number) => void, done: () => void) => void;
  readonly stop: () => void;
}

/** The motion of a tensor that fills, one frame after another. Nothing of it passes through React. */
export function useFill(): Fill {
  const frame = useRef(0);
  const stop = useCallback((): void => {
    cancelAnimationFrame(frame.current);
    frame.current = 0;
  }, []);
  const start = useCallback<Fill['start']>(
    (slow, paint, done) => {
      stop();
      if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
        paint(1);
        done();
        return;
      }
      const time = slow ? TIME.slow : TIME.usual;
      let began: number | null = null;
      const next = (now: number): void => {
        began ??= now;
        const share = Math.min(1, (now - began) / time);
        paint(share);
        if (share < 1) frame.current = requestAnimationFrame(next);
        else done();
      };
      frame.current = requestAnimationFrame(next);
    },
    [stop],
  );
  useEffect(() => stop, [stop]);
  return { start, stop };
}
