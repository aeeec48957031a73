import type { MenuItemConstructorOptions } from 'electron';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MENU_COMMANDS, menuTemplate } from '../../../electron/menu.ts';

const items = (template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])]);

const renderer = fileURLToPath(new URL('../../../renderer', import.meta.url));

/** The shortcuts of the page's commands, read from the records in its source: their titles need a running page. */
function pageCommands(): Map<string, string | null> {
  const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const records = files.flatMap((name) => [
    ...readFileSync(join(renderer, name), 'utf8').matchAll(/\bid: '([a-z]+\.[a-z-]+)',[^{}]*?shortcut: (?:'([^']+)'|null)/g),
  ]);
  return new Map(records.map(([, id, shortcut]) => [id, shortcut ?? null]));
}

describe('the menu', () => {
  it('names only commands that the page has, with the keys that the page hears', () => {
    const page = pageCommands();
    const template = menuTemplate({ mac: false, development: false, send: () => undefined });
    const ours = items(template).filter((item) => item.id !== undefined);
    const shown = ours.map(({ id, accelerator }) => [id, accelerator?.replace('CmdOrCtrl', 'Ctrl') ?? null]);
    expect(shown).toEqual(ours.map(({ id }) => [id, page.get(id ?? '')]));
  });

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
