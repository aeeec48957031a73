// The sentences about phantoms that could not be drawn or written.

const TRY_AGAIN = 'Close other programs and try again.';

export const phantomText = {
  drawing: {
    tooSlow: (minutes: number) => `A phantom was not drawn within ${minutes} minutes. ${TRY_AGAIN}`,
    outOfMemory: `Drawing the phantoms took more memory than there is. ${TRY_AGAIN}`,
    crashed: (reason: string) =>
      `Drawing the phantoms ended unexpectedly (${reason}). Try again, and report this error if it returns.`,
    stopped: 'Drawing the phantoms was stopped.',
  },
  writing: {
    folderNotEmpty: (folder: string) =>
      `The folder ${folder} is not empty. Choose an empty or a new folder for the phantom cohort.`,
    stopped: (folder: string) => `Writing the phantom cohort was stopped. Nothing was kept in ${folder}.`,
    diskFull: (folder: string) =>
      `The disk that holds ${folder} is full. A radiograph takes about 12 MB. Free some space or choose another disk.`,
    notWritable: (folder: string) =>
      `Osteograde cannot write to the folder ${folder}. Choose a folder in which you may create files.`,
  },
} as const;
