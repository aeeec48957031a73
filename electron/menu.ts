// The window's menu. Each entry names a command of the page, which runs it. The menu shows the keys; the page handles them.

import type { MenuItemConstructorOptions } from 'electron';
import { shellText } from './text.ts';

const text = shellText.menu;

export interface MenuChoices {
  readonly mac: boolean;
  readonly development: boolean;
  /** Sends a command's id to the page. */
  readonly send: (commandId: string) => void;
  /** Lets the reader choose an update and verifies it. The shell does this itself. */
  readonly verifyUpdate: () => void;
}

interface Entry {
  readonly label: string;
  readonly command: string;
  readonly key?: string;
}

const SEPARATOR = { type: 'separator' } as const;

const STUDY: readonly Entry[] = [
  { label: text.createStudy, command: 'study.create' },
  { label: text.openStudy, command: 'study.open', key: 'CmdOrCtrl+O' },
  { label: text.demo, command: 'study.demo' },
  { label: text.closeStudy, command: 'study.close' },
  { label: text.import, command: 'study.import', key: 'CmdOrCtrl+I' },
];

const GRADING: readonly Entry[] = [
  { label: text.gradeUngraded, command: 'grade.ungraded', key: 'CmdOrCtrl+G' },
  { label: text.exportReport, command: 'report.export', key: 'CmdOrCtrl+E' },
];

const GO: readonly Entry[] = [
  { label: text.library, command: 'library.open', key: 'CmdOrCtrl+1' },
  { label: text.case, command: 'case.open', key: 'CmdOrCtrl+2' },
  { label: text.train, command: 'train.open', key: 'CmdOrCtrl+3' },
  { label: text.reports, command: 'reports.open', key: 'CmdOrCtrl+6' },
  { label: text.settings, command: 'settings.open', key: 'CmdOrCtrl+,' },
  { label: text.jobs, command: 'jobs.open', key: 'CmdOrCtrl+J' },
  { label: text.commands, command: 'palette.open', key: 'CmdOrCtrl+K' },
];

const VIEW: readonly Entry[] = [{ label: text.theme, command: 'view.theme' }];

/** Every command in the menu, so a test can compare them with those of the page. */
export const MENU_COMMANDS: readonly string[] = [...STUDY, ...GRADING, ...GO, ...VIEW].map(({ command }) => command);

export function menuTemplate({ mac, development, send, verifyUpdate }: MenuChoices): MenuItemConstructorOptions[] {
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
    { label: text.study, submenu: [...entries(STUDY), SEPARATOR, mac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    { label: text.grading, submenu: entries(GRADING) },
    { label: text.go, submenu: entries(GO) },
    {
      label: text.view,
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
    { role: 'help', label: text.help, submenu: [{ label: text.verifyUpdate, click: verifyUpdate }] },
  ];
}
