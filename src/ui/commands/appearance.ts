import { preferencesStore, type Theme } from '../stores/preferences-store';
import type { Command } from './command';

const nextTheme: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

export const theme: Command = {
  id: 'theme',
  keys: [{ key: 't' }],
  enabled: () => true,
  run: () => preferencesStore.setState(({ theme }) => ({ theme: nextTheme[theme] })),
};

export const language: Command = {
  id: 'language',
  keys: [{ key: 'l' }],
  enabled: () => true,
  run: () =>
    preferencesStore.setState(({ language }) => ({ language: language === 'en' ? 'zh' : 'en' })),
};
