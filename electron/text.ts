// The text of the desktop shell: menu, dialogs and failures. The text of the pages is in renderer/text.

export const shellText = {
  title: 'Osteograde',
  menu: {
    study: '&Study',
    grading: 'G&rading',
    go: '&Go',
    view: '&View',
    createStudy: 'Create a study…',
    openStudy: 'Open a study…',
    demo: 'Open the demo study',
    closeStudy: 'Close this study…',
    import: 'Import radiographs…',
    gradeUngraded: 'Grade ungraded hips',
    exportReport: 'Export report…',
    library: 'Library',
    case: 'Case',
    train: 'Train',
    reports: 'Reports',
    settings: 'Settings',
    jobs: 'Show jobs',
    commands: 'Search commands…',
    theme: 'Switch between dark and light',
    help: '&Help',
    verifyUpdate: 'Verify an update…',
  },
  dialog: {
    chooseRadiographs: 'Choose radiographs',
    radiographs: 'Radiographs',
    allFiles: 'All files',
    chooseFolder: 'Choose a folder',
  },
  update: {
    choose: 'Choose the folder of the update',
    accepted: 'The update is genuine',
    refused: 'The update must not be installed',
    failed: 'The update could not be read. Check the disk, then try again. The log has the details.',
  },
  unload: {
    message: 'Some readings are not saved.',
    detail: 'They are lost if you leave. Stay, then save them again in their case.',
    stay: 'Stay',
    leave: 'Leave without saving',
  },
  start: {
    failed: 'Osteograde cannot start',
    damaged: 'The program is damaged. Install it again.',
    unprotected: (names: readonly string[]) =>
      `Osteograde was started without the protection that it needs to show films (${names.map((name) => `--${name}`).join(', ')}). ` +
      'If you typed this option, leave it out. ' +
      'If you did not, this system does not let the AppImage protect itself: install the Debian package instead, ' +
      'or ask your administrator to allow user namespaces for Osteograde.',
  },
  error: {
    title: 'Osteograde has to close',
    message: 'An unexpected error occurred. Finished work is saved. Start Osteograde again. The log has the details.',
  },
  request: {
    refused: (channel: string, reason: string) => `The desktop refused ${channel}: ${reason}.`,
    notOwnPage: 'the request did not come from the main page',
    invalidArguments: 'the arguments are invalid',
    fileMissing: 'This file no longer exists.',
    elsewhere:
      'Osteograde shows and opens only files in its own folder, in open studies, and in folders that you have chosen since it started. Open this file in your file manager.',
    notOpenable: 'Only reports, tables, logs and films (PDF, CSV, JSON, LOG, DCM) can be opened from here.',
    noProgram: (reason: string) => `No program could open the file: ${reason}`,
  },
} as const;
