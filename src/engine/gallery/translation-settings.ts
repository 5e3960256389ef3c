import type { Dataset } from '../data/dataset';
import type { SettingSpec } from '../experiment/schema';
import type { OpenFile, Settings } from './entry';

/** What the translation experiments translate. */
export const pairsSetting: SettingSpec = {
  kind: 'choice',
  key: 'pairs',
  group: 'data',
  options: ['dates', 'spelling', 'french', 'chinese'],
  default: 'dates',
};

/** The data set that was chosen. */
export async function openPairs(settings: Settings, open: OpenFile): Promise<Dataset> {
  switch (settings.pairs) {
    case 'spelling': {
      const { openSpelling } = await import('../data/spelling');
      return openSpelling(open);
    }
    case 'french':
    case 'chinese': {
      const { shortSentences } = await import('../data/short-sentences');
      return shortSentences(settings.pairs);
    }
    default: {
      const { dates } = await import('../data/dates');
      return dates();
    }
  }
}
