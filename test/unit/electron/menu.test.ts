import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { MENU_COMMANDS, menuTemplate } from '../../../electron/menu.ts';

const items = (template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])]);

describe('the menu', () => {
  it('hands the id of each command to the page', () => {
    const sent: string[] = [];
    const template = menuTemplate({ mac: false, development: false, send: (id) => void sent.push(id) });
    for (const item of items(template)) (item.click as (() => void) | undefined)?.(); // ours take no arguments
    expect(sent).toEqual(MENU_COMMANDS);
    expect(new Set(sent).size).toBe(sent.length);
  });

  it('shows keys without taking them from the page, which hears them itself', () => {
    const template = menuTemplate({ mac: false, development: false, send: () => undefined });
    const keyed = items(template).filter((item) => item.accelerator !== undefined);
    expect(keyed.length).toBeGreaterThan(0);
    expect(keyed.every((item) => item.registerAccelerator === false)).toBe(true);
  });
});
