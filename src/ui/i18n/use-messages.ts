import { type Language, preferencesStore, usePreferences } from '../stores/preferences-store';
import { en, type Messages } from './en';
import { zh } from './zh';

const catalogues: Record<Language, Messages> = { en, zh };

/** The catalogue in the reader's language; the component is rendered anew when that changes. */
export function useMessages(): Messages {
  return catalogues[usePreferences((preferences) => preferences.language)];
}

/** The catalogue in the reader's language as it is now, for what is no component. */
export function messages(): Messages {
  return catalogues[preferencesStore.getState().language];
}
