import { Switch } from 'radix-ui';
import type { ExperimentId, SettingSpec, SettingValue } from '../../../engine/experiment/schema';
import { Segmented } from '../../components/segmented';
import { useSettingWords } from '../../i18n/setting-words';
import { NumberSetting } from './number-setting';
import { SettingRow, useNames } from './setting-row';

interface Props {
  readonly experiment: ExperimentId;
  readonly spec: SettingSpec;
  readonly value: SettingValue;
  readonly onChange: (value: SettingValue) => void;
}

/** So many options stand side by side in the panel; more are a list to open. */
const MOST_SEGMENTS = 4;
/** So many characters, a Chinese one as two, fit side by side. */
const MOST_CHARACTERS = 22;

/** The control that a setting's specification asks for. */
export function SettingControl({ experiment, spec, value, onChange }: Props) {
  const { words, optionName } = useSettingWords(experiment, spec.key);
  const names = useNames();
  switch (spec.kind) {
    case 'number':
      return <NumberSetting spec={spec} words={words} value={Number(value)} onChange={onChange} />;
    case 'toggle':
      return (
        <SettingRow
          {...words}
          names={names}
          beside={
            <Switch.Root
              className="switch"
              aria-labelledby={names.labelId}
              aria-describedby={names.helpId}
              checked={value === true}
              onCheckedChange={onChange}
            >
              <Switch.Thumb className="switch-thumb" />
            </Switch.Root>
          }
        />
      );
    case 'choice': {
      const options = spec.options.map((key) => ({ value: key, label: optionName(key) }));
      return (
        <SettingRow {...words} names={names}>
          {options.length > MOST_SEGMENTS || tooWide(options) ? (
            <select
              className="field setting-list"
              aria-labelledby={names.labelId}
              aria-describedby={names.helpId}
              value={String(value)}
              onChange={(event) => onChange(event.target.value)}
            >
              {options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </select>
          ) : (
            <Segmented
              labelledBy={names.labelId}
              describedBy={names.helpId}
              value={String(value)}
              options={options}
              onChange={onChange}
            />
          )}
        </SettingRow>
      );
    }
  }
}

function tooWide(options: readonly { readonly label: string }[]): boolean {
  const all = options.map(({ label }) => label).join('');
  return options.length > 3 && all.replace(/\p{Script=Han}/gu, 'xx').length > MOST_CHARACTERS;
}
