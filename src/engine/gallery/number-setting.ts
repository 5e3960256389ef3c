import type { SettingGroup, SettingKey, SettingSpec } from '../experiment/schema';

interface Extra {
  readonly integer?: boolean;
  /** `log` controls move by factors; linear unless given. */
  readonly scale?: 'linear' | 'log';
  readonly when?: SettingSpec['when'];
}

/** A setting that is a number, with its range and the smallest change a control makes. */
export function numberSetting(
  key: SettingKey,
  group: SettingGroup,
  [min, max, step]: readonly [number, number, number],
  value: number,
  { integer = false, scale = 'linear', when }: Extra = {},
): SettingSpec {
  const range = { min, max, step, integer, scale, default: value };
  return { kind: 'number', key, group, ...range, ...(when ? { when } : {}) };
}
