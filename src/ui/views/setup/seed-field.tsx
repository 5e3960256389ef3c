import { Dices } from 'lucide-react';
import { IconButton } from '../../components/icon-button';
import { NumberField } from '../../components/number-field';
import { useMessages } from '../../i18n/use-messages';
import { SettingRow, useNames } from './setting-row';

const MAX_SEED = 2 ** 32 - 1;

interface Props {
  readonly seed: number;
  readonly onChange: (seed: number) => void;
}

/** The number that every run follows from. */
export function SeedField({ seed, onChange }: Props) {
  const { setup } = useMessages();
  const names = useNames();
  return (
    <SettingRow
      names={names}
      label={setup.seed}
      help={setup.seedHelp}
      beside={
        <span className="setup-pair">
          <IconButton
            icon={Dices}
            label={setup.reseed}
            onClick={() => onChange(crypto.getRandomValues(new Uint16Array(1))[0])}
          />
          <NumberField
            labelledBy={names.labelId}
            describedBy={names.helpId}
            value={seed}
            min={0}
            max={MAX_SEED}
            integer
            step={1}
            problem={setup.integerOutOfRange('0', String(MAX_SEED))}
            onCommit={onChange}
          />
        </span>
      }
    />
  );
}
