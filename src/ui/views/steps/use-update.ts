import { useEffect, useState } from 'react';
import type { UpdateAnswer } from '../../../engine/session/client';
import { ask, useSession } from '../../stores/session-store';

/** What an update would make of a cell of a parameter; null while it is not known, or not asked. */
export function useUpdate(name: string | null, cell: readonly number[]): UpdateAnswer | null {
  const [answer, setAnswer] = useState<UpdateAnswer | null>(null);
  const step = useSession((state) => state.step);
  const running = useSession((state) => state.running);
  const at = cell.join(',');
  useEffect(() => {
    // While training runs the numbers would be old before they are read.
    if (name === null || running) return undefined;
    let wanted = true;
    const index = at === '' ? [] : at.split(',').map(Number);
    void ask((session) => session.ask('update', { name, index })).then((found) => {
      if (wanted && found) setAnswer(found);
    });
    return () => {
      wanted = false;
    };
  }, [name, at, step, running]);
  return name === null ? null : answer;
}
