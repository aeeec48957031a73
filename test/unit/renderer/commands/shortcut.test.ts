import { describe, expect, it } from 'vitest';
import { formatShortcut, matches, type KeyPress } from '../../../../renderer/commands/shortcut.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('shortcuts', () => {
  it('match only their own key', () => {
    expect(matches('F', press('f'))).toBe(true);
    expect(matches('F', press('g'))).toBe(false);
    expect(matches('F', press('f', { ctrlKey: true }))).toBe(false);
    expect(matches('Ctrl+K', press('k'))).toBe(false);
  });

  it('accept Command as Ctrl for Macs', () => {
    expect(matches('Ctrl+K', press('k', { ctrlKey: true }))).toBe(true);
    expect(matches('Ctrl+K', press('k', { metaKey: true }))).toBe(true);
  });

  it('distinguish a letter with Shift from one without', () => {
    expect(matches('W', press('W', { shiftKey: true }))).toBe(false);
    expect(matches('Shift+W', press('W', { shiftKey: true }))).toBe(true);
  });

  it('match signs on keyboards that need Shift for them', () => {
    expect(matches('/', press('/', { shiftKey: true }))).toBe(true);
  });

  it('are shown as printed on the keys', () => {
    expect(formatShortcut('Ctrl+ArrowLeft')).toBe('Ctrl ←');
  });
});
