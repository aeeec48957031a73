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
  { label: 'Open study…', command: 'study.open', key: 'CmdOrCtrl+O' },
  { label: 'Make a demo study', command: 'study.demo' },
  { label: 'Import radiographs…', command: 'study.import', key: 'CmdOrCtrl+I' },
];

const GRADING: readonly Entry[] = [
  { label: 'Grade ungraded hips', command: 'grade.ungraded', key: 'CmdOrCtrl+G' },
  { label: 'Export report…', command: 'report.export', key: 'CmdOrCtrl+E' },
];

const GO: readonly Entry[] = [
  { label: 'Library', command: 'library.open', key: 'CmdOrCtrl+1' },
  { label: 'Case', command: 'case.open', key: 'CmdOrCtrl+2' },
  { label: 'Train', command: 'train.open', key: 'CmdOrCtrl+3' },
  { label: 'Reports', command: 'reports.open', key: 'CmdOrCtrl+6' },
  { label: 'Settings', command: 'settings.open', key: 'CmdOrCtrl+,' },
  { label: 'Running work', command: 'jobs.open', key: 'CmdOrCtrl+J' },
  { label: 'All commands…', command: 'palette.open', key: 'CmdOrCtrl+K' },
];

const VIEW: readonly Entry[] = [{ label: 'Light or dark', command: 'view.theme' }];

/** Every command that the menu names, so that a test can hold them against the page's. */
export const MENU_COMMANDS: readonly string[] = [...STUDY, ...GRADING, ...GO, ...VIEW].map(({ command }) => command);

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
    { label: 'G&rading', submenu: entries(GRADING) },
    { label: '&Go', submenu: entries(GO) },
    {
      label: '&View',
      submenu: [
        ...entries(VIEW),
        SEPARATOR,
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
