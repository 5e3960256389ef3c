import { ExperimentError } from '../tensor/errors';
import type { SettingSpec, SettingValue } from './schema';
import { show } from './show';

/** The longest text a setting may hold. */
const MAX_TEXT = 100;

/**
 * Checks that every setting exists, and has the type that the defaults give it. Ranges and options
 * are left to `validateSettings`.
 * @returns the defaults with the given settings in their place.
 * @throws ExperimentError naming the setting, what it got and what is allowed.
 */
export function mergeSettings(
  defaults: Readonly<Record<string, SettingValue>>,
  changes: object,
): Record<string, SettingValue> {
  requireKnown(changes, Object.keys(defaults));
  const merged = { ...defaults };
  for (const [key, value] of Object.entries(changes) as [string, unknown][]) {
    const type = typeof defaults[key];
    if (
      typeof value !== type ||
      (typeof value === 'number' && !Number.isFinite(value)) ||
      (typeof value === 'string' && value.length > MAX_TEXT)
    ) {
      throw wrong(key, value, TYPES[type as keyof typeof TYPES]);
    }
    merged[key] = value as SettingValue;
  }
  return merged;
}

const TYPES = {
  number: 'a finite number',
  string: `one of its options, of at most ${MAX_TEXT} characters`,
  boolean: 'true or false',
};

/**
 * Checks settings against their specifications. Settings left out have their default.
 * @returns one value for every specification, in their order.
 * @throws ExperimentError naming the setting, what it got and what is allowed.
 */
export function validateSettings(
  specs: readonly SettingSpec[],
  settings: Readonly<Record<string, unknown>>,
): Record<string, SettingValue> {
  requireKnown(
    settings,
    specs.map((spec) => spec.key),
  );
  return Object.fromEntries(
    specs.map((spec) => {
      const value = Object.hasOwn(settings, spec.key) ? settings[spec.key] : spec.default;
      if (!allows(spec, value)) throw wrong(spec.key, value, allowed(spec));
      return [spec.key, value];
    }),
  );
}

/** Whether a setting matters beside the others as they are. */
export function applies(
  spec: SettingSpec,
  settings: Readonly<Record<string, SettingValue>>,
): boolean {
  return Object.entries(spec.when ?? {}).every(([key, options]) =>
    options?.some((option) => option === settings[key]),
  );
}

function allows(spec: SettingSpec, value: unknown): value is SettingValue {
  switch (spec.kind) {
    case 'choice':
      return spec.options.some((option) => option === value);
    case 'toggle':
      return typeof value === 'boolean';
    case 'number':
      return (
        typeof value === 'number' &&
        value >= spec.min &&
        value <= spec.max &&
        (!spec.integer || Number.isInteger(value))
      );
  }
}

function allowed(spec: SettingSpec): string {
  switch (spec.kind) {
    case 'choice':
      return `one of ${spec.options.join(', ')}`;
    case 'toggle':
      return TYPES.boolean;
    case 'number':
      return `a ${spec.integer ? 'whole ' : ''}number from ${spec.min} to ${spec.max}`;
  }
}

function requireKnown(settings: object, keys: readonly string[]): void {
  const unknown = Object.keys(settings).find((key) => !keys.includes(key));
  if (unknown === undefined) return;
  throw new ExperimentError(
    `Setting ${show(unknown)} does not exist here. There are: ${keys.join(', ') || 'none'}.`,
  );
}

function wrong(key: string, got: unknown, expected: string): ExperimentError {
  return new ExperimentError(`Setting "${key}": got ${show(got)}, expected ${expected}.`);
}
