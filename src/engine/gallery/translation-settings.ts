import type { Dataset } from '../data/dataset';
import type { SettingSpec } from '../experiment/schema';
import type { OpenFile, Settings } from './entry';

/** What the translation experiments translate. */
export const pairsSetting: SettingSpec = {
  kind: 'choice',
  key: 'pairs',
  group: 'data',
  options: ['dates'],
  default: 'dates',
};

/** The data set that was chosen. */
export async function openPairs(settings: Settings, _open: OpenFile): Promise<Dataset> {
  switch (settings.pairs) {
    default: {
      const { dates } = await import('../data/dates');
      return dates();
    }
  }
}
