import { type Language, usePreferences } from '../stores/preferences-store';

/** What one view says, in every language; kept beside the view. */
export type Words<W> = Readonly<Record<Language, W>>;

/** The words of a view in the reader's language. */
export function useWords<W>(words: Words<W>): W {
  return words[usePreferences((preferences) => preferences.language)];
}
