// The names of the messages between preload and shell.

export const CHANNELS = {
  chooseFiles: 'osteograde:choose-files',
  chooseFolder: 'osteograde:choose-folder',
  openedFiles: 'osteograde:opened-files',
  revealInFolder: 'osteograde:reveal-in-folder',
  openPath: 'osteograde:open-path',
  /** From the menu to the page: the id of a command. */
  command: 'osteograde:command',
} as const;
