import { describe, expect, it } from 'vitest';
import { type Command, commandFor, matches } from './command';

const event = (
  key: string,
  held: Partial<Record<'ctrl' | 'meta' | 'shift' | 'alt', true>> = {},
) => ({
  key,
  ctrlKey: held.ctrl ?? false,
  metaKey: held.meta ?? false,
  shiftKey: held.shift ?? false,
  altKey: held.alt ?? false,
});

describe('matches', () => {
  it('tells a key from the same key with Ctrl, Shift or Alt', () => {
    expect(matches({ key: 'z', ctrl: true }, event('z', { ctrl: true }))).toBe(true);
    expect(matches({ key: 'z', ctrl: true }, event('z'))).toBe(false);
    expect(matches({ key: 'z', ctrl: true }, event('Z', { ctrl: true, shift: true }))).toBe(false);
    expect(matches({ key: 'g' }, event('g', { alt: true }))).toBe(false);
  });

  it('takes the Mac’s command key for Ctrl', () => {
    expect(matches({ key: 'z', ctrl: true }, event('z', { meta: true }))).toBe(true);
  });

  it('takes letters in either case, for Shift and Caps Lock change it', () => {
    expect(
      matches({ key: 'l', ctrl: true, shift: true }, event('L', { ctrl: true, shift: true })),
    ).toBe(true);
    expect(matches({ key: 'g' }, event('G'))).toBe(true);
  });

  it('leaves Shift open for signs, which need it on some keyboards', () => {
    expect(matches({ key: '?' }, event('?', { shift: true }))).toBe(true);
    expect(matches({ key: '?' }, event('?'))).toBe(true);
  });
});

describe('commandFor', () => {
  const command = (enabled: boolean): Command => ({
    id: 'help',
    keys: [{ key: '?' }],
    enabled: () => enabled,
    run: () => {},
  });

  it('finds a command by its key', () => {
    const help = command(true);
    expect(commandFor([help], event('?'))).toBe(help);
    expect(commandFor([help], event('!'))).toBeUndefined();
  });

  it('passes over commands that cannot be given now', () => {
    expect(commandFor([command(false)], event('?'))).toBeUndefined();
  });
});
