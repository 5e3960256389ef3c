import { preferencesStore, type Theme } from '../stores/preferences-store';

const LANGUAGE_TAGS = { en: 'en', zh: 'zh-CN' } as const;
const THEME_COLOURS = { light: '#ffffff', dark: '#12161c' } as const;

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

function shown(theme: Theme): 'light' | 'dark' {
  if (theme !== 'system') return theme;
  return systemIsDark.matches ? 'dark' : 'light';
}

function apply(): void {
  const { theme, language } = preferencesStore.getState();
  const { documentElement } = document;
  documentElement.dataset.theme = shown(theme);
  documentElement.lang = LANGUAGE_TAGS[language];
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    meta.content = THEME_COLOURS[shown(theme)];
  }
}

/** Keeps `<html>` in the theme and language of the preferences and, where they leave it open, of the system. */
export function followPreferences(): void {
  apply();
  preferencesStore.subscribe(apply);
  systemIsDark.addEventListener('change', apply);
}
