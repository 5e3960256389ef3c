import { Slider } from 'radix-ui';
import { useState } from 'react';
import type { SettingSpec } from '../../../engine/experiment/schema';
import { NumberField } from '../../components/number-field';
import { useMessages } from '../../i18n/use-messages';
import { logPosition, logSteps, logValue } from './log-scale';
import { SettingRow, useNames } from './setting-row';

interface Props {
  readonly spec: Extract<SettingSpec, { kind: 'number' }>;
  readonly words: { readonly label: string; readonly help: string };
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A number with a field for exact values and a slider; the slider takes effect when it is let go. */
export function NumberSetting({ spec, words, value, onChange }: Props) {
  const { setup } = useMessages();
  const names = useNames();
  const [dragged, setDragged] = useState<number | null>(null);
  const shown = dragged ?? value;
  const log = spec.scale === 'log';
  const problem = (spec.integer ? setup.integerOutOfRange : setup.outOfRange)(
    String(spec.min),
    String(spec.max),
  );
  const valueAt = (position: number): number =>
    log ? logValue(position, spec) : Number(position.toPrecision(12));
  return (
    <SettingRow
      {...words}
      names={names}
      beside={
        <NumberField
          labelledBy={names.labelId}
          describedBy={names.helpId}
          value={shown}
          min={spec.min}
          max={spec.max}
          integer={spec.integer}
          problem={problem}
          onCommit={onChange}
          {...(log ? {} : { step: spec.step })}
        />
      }
    >
      <Slider.Root
        className="slider"
        min={log ? 0 : spec.min}
        max={log ? logSteps(spec) : spec.max}
        step={log ? 1 : spec.step}
        value={[log ? logPosition(shown, spec) : shown]}
        onValueChange={([position]) => setDragged(valueAt(position))}
        onValueCommit={([position]) => {
          setDragged(null);
          onChange(valueAt(position));
        }}
      >
        <Slider.Track className="slider-track">
          <Slider.Range className="slider-range" />
        </Slider.Track>
        <Slider.Thumb
          className="slider-thumb"
          aria-labelledby={names.labelId}
          aria-describedby={names.helpId}
          aria-valuetext={String(shown)}
        />
      </Slider.Root>
    </SettingRow>
  );
}
