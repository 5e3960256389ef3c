import { Switch } from 'radix-ui';
import type { SettingSpec, SettingValue } from '../../../engine/experiment/schema';
import { Segmented } from '../../components/segmented';
import { useMessages } from '../../i18n/use-messages';
import { NumberSetting } from './number-setting';
import { SettingRow, useNames } from './setting-row';

interface Props {
  readonly spec: SettingSpec;
  readonly value: SettingValue;
  readonly onChange: (value: SettingValue) => void;
}

/** The control that a setting's specification asks for. */
export function SettingControl({ spec, value, onChange }: Props) {
  const messages = useMessages();
  const names = useNames();
  const words = messages.setting[spec.key];
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
    case 'choice':
      return (
        <SettingRow {...words} names={names}>
          <Segmented
            labelledBy={names.labelId}
            describedBy={names.helpId}
            value={String(value)}
            options={spec.options.map((key) => ({ value: key, label: messages.option[key] }))}
            onChange={onChange}
          />
        </SettingRow>
      );
  }
}
