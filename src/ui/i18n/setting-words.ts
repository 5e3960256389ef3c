import type { ExperimentId } from '../../engine/experiment/schema';
import { useExperimentWords } from './experiment-words';
import { useMessages } from './use-messages';

interface Words {
  readonly label: string;
  readonly help: string;
}

/** What a setting and its options are called: by the experiment itself, else as everywhere. */
export function useSettingWords(
  id: ExperimentId,
  key: string,
): { readonly words: Words; readonly optionName: (option: string) => string } {
  const { setting, option } = useMessages();
  const own = useExperimentWords(id);
  const settings: Readonly<Partial<Record<string, Words>>> = setting;
  const options: Readonly<Partial<Record<string, string>>> = option;
  return {
    words: own.settings?.[key] ?? settings[key] ?? { label: key, help: '' },
    optionName: (name) => own.options?.[name] ?? options[name] ?? name,
  };
}
