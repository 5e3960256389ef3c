import { useState } from 'react';
import type { SettingValue } from '../../../engine/experiment/schema';
import { ask, useSession } from '../../stores/session-store';

const NONE: Readonly<Record<string, SettingValue>> = {};

/**
 * The settings as the controls show them: a change is seen at once, and taken back if the engine
 * refuses it.
 */
export function useSettings() {
  const settled = useSession((state) => state.model?.experiment.settings) ?? NONE;
  const [pending, setPending] = useState(NONE);
  const change = (key: string, value: SettingValue): void => {
    setPending((before) => ({ ...before, [key]: value }));
    void ask((session) => session.configure({ [key]: value })).then(() => {
      setPending((before) =>
        Object.fromEntries(Object.entries(before).filter(([changed]) => changed !== key)),
      );
    });
  };
  return { values: { ...settled, ...pending }, change };
}
