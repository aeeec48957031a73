// The window's menu. Each entry of ours names a command of the page, which knows what it does; keys are shown here and heard there.

import type { MenuItemConstructorOptions } from 'electron';

export interface MenuChoices {
  readonly mac: boolean;
  readonly development: boolean;
  /** Hands a command's id to the page. */
  readonly send: (commandId: string) => void;
}

interface Entry {
  readonly label: string;
  readonly command: string;
  readonly key?: string;
}

const SEPARATOR = { type: 'separator' } as const;

const STUDY: readonly Entry[] = [
  { label: 'New study…', command: 'study.create' },
  { label: 'Open study…', command: 'study.open' },
  { label: 'Make a demo study', command: 'study.demo' },
  { label: 'Import radiographs…', command: 'study.import', key: 'CmdOrCtrl+I' },
];

const GO: readonly Entry[] = [
  { label: 'Library', command: 'go.library' },
  { label: 'Case', command: 'go.case' },
  { label: 'Reports', command: 'go.reports' },
  { label: 'Settings', command: 'go.settings' },
  { label: 'All commands…', command: 'app.palette', key: 'CmdOrCtrl+K' },
];

const GRADING: readonly Entry[] = [
  { label: 'Grade hips', command: 'grading.run' },
  { label: 'Export report…', command: 'report.export', key: 'CmdOrCtrl+E' },
];

/** Every command that the menu names, so that a test can hold them against the page's. */
export const MENU_COMMANDS: readonly string[] = [...STUDY, ...GO, ...GRADING].map(({ command }) => command);

export function menuTemplate({ mac, development, send }: MenuChoices): MenuItemConstructorOptions[] {
  const entries = (list: readonly Entry[]): MenuItemConstructorOptions[] =>
    list.map(({ label, command, key }) => ({
      label,
      id: command,
      ...(key === undefined ? {} : { accelerator: key, registerAccelerator: false }),
      click: () => send(command),
    }));
  const tools: MenuItemConstructorOptions[] = development ? [SEPARATOR, { role: 'reload' }, { role: 'toggleDevTools' }] : [];
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    { label: '&Study', submenu: [...entries(STUDY), SEPARATOR, mac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    { label: '&Go', submenu: entries(GO) },
    { label: 'G&rading', submenu: entries(GRADING) },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        SEPARATOR,
        { role: 'togglefullscreen' },
        ...tools,
      ],
    },
    { role: 'windowMenu' },
  ];
}
