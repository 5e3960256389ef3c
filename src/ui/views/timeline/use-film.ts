import { useEffect, useRef, useState } from 'react';
import { sessionStore, useSession } from '../../stores/session-store';
import { travelTo } from './travel';

interface Film {
  readonly playing: boolean;
  readonly toggle: () => void;
  /** One snapshot further. */
  readonly next: () => void;
}

/** Shows one snapshot after the other until the present is reached, training begins, or it is stopped. */
export function useFilm(positions: readonly number[], perSecond: number): Film {
  const [playing, setPlaying] = useState(false);
  const running = useSession((state) => state.running);
  const latest = useRef(positions);
  useEffect(() => {
    latest.current = positions;
  });
  useEffect(() => {
    if (running) setPlaying(false);
  }, [running]);
  useEffect(() => {
    if (!playing) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let going = true;
    const show = async (at: number): Promise<void> => {
      const all = latest.current;
      await travelTo(all[at]);
      if (!going) return;
      if (at < all.length - 1) timer = setTimeout(() => void show(at + 1), 1000 / perSecond);
      else setPlaying(false);
    };
    // From the beginning, where it is at its end.
    const begin = shownAt(latest.current);
    void show(begin === latest.current.length - 1 ? 0 : begin);
    return () => {
      going = false;
      clearTimeout(timer);
    };
  }, [playing, perSecond]);
  const next = (): void => {
    const at = shownAt(positions);
    void travelTo(positions[at === positions.length - 1 ? 0 : at + 1]);
  };
  return { playing, toggle: () => setPlaying((before) => !before), next };
}

/** Where among the positions the page stands; the last is the present. */
function shownAt(positions: readonly number[]): number {
  const { step } = sessionStore.getState();
  const at = positions.indexOf(step);
  return at < 0 ? positions.length - 1 : at;
}
