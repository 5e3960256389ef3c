import * as v from 'valibot';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export const PANELS = ['setup', 'computation', 'inspector', 'training'] as const;
export type Panel = (typeof PANELS)[number];

const schema = v.object({
  theme: v.picklist(['system', 'light', 'dark']),
  language: v.picklist(['en', 'zh']),
  /** Panels that are folded away; the computation always stays. */
  folded: v.array(v.picklist(['setup', 'inspector', 'training'])),
  /** What a training that runs does while nobody can see it. */
  whenHidden: v.picklist(['train', 'rest']),
});

export type Preferences = v.InferOutput<typeof schema>;
export type Theme = Preferences['theme'];
export type Language = Preferences['language'];
export type WhenHidden = Preferences['whenHidden'];
export type FoldablePanel = Preferences['folded'][number];

const STORAGE_KEY = 'heed:preferences';

function defaults(): Preferences {
  const language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  return { theme: 'system', language, folded: [], whenHidden: 'train' };
}

/** What was kept from the last visit, each value checked; storage may be absent, full or forbidden. */
function stored(): Partial<Preferences> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
    const result = v.safeParse(v.partial(schema), found);
    return result.success ? result.output : {};
  } catch {
    return {};
  }
}

export const preferencesStore = createStore<Preferences>()(() => ({ ...defaults(), ...stored() }));

preferencesStore.subscribe((preferences) => {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(preferences));
  } catch {
    // Then they hold for this visit only.
  }
});

export function usePreferences<T>(selector: (preferences: Preferences) => T): T {
  return useStore(preferencesStore, selector);
}

/** Folds a panel away or opens it again. */
export function togglePanel(panel: FoldablePanel): void {
  preferencesStore.setState(({ folded }) => ({
    folded: folded.includes(panel) ? folded.filter((p) => p !== panel) : [...folded, panel],
  }));
}
