import { describe, expect, it } from 'vitest';
import { matches, shown, type KeyPress } from '../../../../renderer/commands/shortcut.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('shortcuts', () => {
  it('answer to their own key only', () => {
    expect(matches('F', press('f'))).toBe(true);
    expect(matches('F', press('g'))).toBe(false);
    expect(matches('F', press('f', { ctrlKey: true }))).toBe(false);
    expect(matches('Ctrl+K', press('k'))).toBe(false);
  });

  it('take Command for Ctrl, as Macs do', () => {
    expect(matches('Ctrl+K', press('k', { ctrlKey: true }))).toBe(true);
    expect(matches('Ctrl+K', press('k', { metaKey: true }))).toBe(true);
  });

  it('tell a letter with Shift from one without', () => {
    expect(matches('W', press('W', { shiftKey: true }))).toBe(false);
    expect(matches('Shift+W', press('W', { shiftKey: true }))).toBe(true);
  });

  it('find signs where a keyboard needs Shift for them', () => {
    expect(matches('/', press('/', { shiftKey: true }))).toBe(true);
  });

  it('are printed as on the keys', () => {
    expect(shown('Ctrl+ArrowLeft')).toBe('Ctrl ←');
  });
});
