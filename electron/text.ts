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
  },
  dialog: {
    chooseRadiographs: 'Choose radiographs',
    radiographs: 'Radiographs',
    allFiles: 'All files',
    chooseFolder: 'Choose a folder',
  },
  start: {
    failed: 'Osteograde cannot start',
    damaged: 'The program is damaged. Install it again.',
  },
  request: {
    refused: (channel: string, reason: string) => `The desktop refused ${channel}: ${reason}.`,
    notOwnPage: 'the request did not come from the main page',
    invalidArguments: 'the arguments are invalid',
    fileMissing: 'This file no longer exists.',
    notOpenable: 'Only report files (PDF, JSON, CSV, PNG) can be opened from here.',
    noProgram: (reason: string) => `No program could open the file: ${reason}`,
  },
} as const;
