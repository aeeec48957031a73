import type { MenuItemConstructorOptions } from 'electron';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MENU_COMMANDS, menuTemplate } from '../../../electron/menu.ts';

const items = (template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])]);

const renderer = fileURLToPath(new URL('../../../renderer', import.meta.url));

/** Reads the shortcuts of the page's commands from its source, because the records themselves need a running page. */
function pageCommands(): Map<string, string | null> {
  const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const records = files.flatMap((name) => [
    ...readFileSync(join(renderer, name), 'utf8').matchAll(/\bid: '([a-z]+\.[a-z-]+)',[^{}]*?shortcut: (?:'([^']+)'|null)/g),
  ]);
  return new Map(records.map(([, id, shortcut]) => [id, shortcut ?? null]));
}

describe('the menu', () => {
  it('names only commands of the page, with the keys that the page handles', () => {
    const page = pageCommands();
    const template = menuTemplate({ mac: false, development: false, send: () => undefined, verifyUpdate: () => undefined });
    const ours = items(template).filter((item) => item.id !== undefined);
    const shown = ours.map(({ id, accelerator }) => [id, accelerator?.replace('CmdOrCtrl', 'Ctrl') ?? null]);
    expect(shown).toEqual(ours.map(({ id }) => [id, page.get(id ?? '')]));
  });

  it('sends the id of each command to the page', () => {
    const sent: string[] = [];
    const template = menuTemplate({
      mac: false,
      development: false,
      send: (id) => void sent.push(id),
      verifyUpdate: () => undefined,
    });
    for (const item of items(template)) (item.click as (() => void) | undefined)?.(); // our items take no arguments
    expect(sent).toEqual(MENU_COMMANDS);
    expect(new Set(sent).size).toBe(sent.length);
  });

  it('shows keys but leaves them to the page, which handles them itself', () => {
    const template = menuTemplate({ mac: false, development: false, send: () => undefined, verifyUpdate: () => undefined });
    const keyed = items(template).filter((item) => item.accelerator !== undefined);
    expect(keyed.length).toBeGreaterThan(0);
    expect(keyed.every((item) => item.registerAccelerator === false)).toBe(true);
  });
});
