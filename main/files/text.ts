// The text of this room: what is wrong with a file or a folder, and what to do.

/** Where an object stands in its study. */
const objectFile = (sha256: string): string => `objects/${sha256.slice(0, 2)}/${sha256.slice(2)}`;

export const filesText = {
  notFound: (name: string) => `${name} was not found. Check the path, and check that the disk is connected.`,
  isFolder: (name: string) => `${name} is a folder, but a file was expected. Name a file.`,
  notWritable: (name: string) =>
    `You do not have permission to open or write ${name}. Choose another folder, or ask for permission.`,
  notReadable: (name: string) =>
    `You do not have permission to read ${name}. Ask for permission, or copy the file to another folder.`,
  folderNotWritable: (name: string) =>
    `The folder ${name} cannot be created or written. Choose another folder in which you may create files.`,
  fileTooLarge: (name: string) =>
    `The system allows no file of this size here, so ${name} could not be written. Raise the limit on file sizes (ulimit -f), or choose another disk, and start again. What was finished is kept.`,
  diskFull: (name: string) =>
    `The disk is full, so ${name} could not be written. Free some space and start again. What was finished is kept.`,
  nameTooLong: (name: string) => `The path of ${name} is too long for this computer. Move the file, or shorten its name.`,
  linkLoop: (name: string) => `${name} is a link that leads back to itself. Choose the file itself.`,
  notAFile: (name: string) => `${name} is a pipe, a socket or a device, not a file. Leave it out.`,
  tooLarge: (name: string, bytes: number, mostBytes: number) =>
    `${name} has ${megabytes(bytes)} MB, and a file of at most ${megabytes(mostBytes)} MB was expected. Check where it comes from.`,
  unreadable: (name: string, code: string) =>
    `${name} could not be read (${code}). Check that its disk is connected, or copy the file to another folder.`,
  diskError: (name: string) =>
    `${name} could not be read or written on its disk. Check the disk and its free space, or copy the file again.`,
  objectMissing: (sha256: string) =>
    `A stored picture of this study is missing: ${objectFile(sha256)}. Copy this file from another copy of the study. \`osteograde audit\` lists all missing and damaged pictures.`,
  objectDamaged: (sha256: string) =>
    `A stored picture of this study is damaged, so it was not used: ${objectFile(sha256)} does not hold what was stored. Copy this file from another copy of the study. \`osteograde audit\` lists all missing and damaged pictures.`,
  notAnObjectName:
    'This study refers to a picture by a name that Osteograde never gives, so nothing was read. Ask whoever sent the study for an unchanged copy.',
  invalidPath: 'This path contains a character that no path can have. Correct it.',
  closedFolder: 'Uploaded files can be imported, but not opened by their path. Choose another folder.',
  outsideRoots: (roots: readonly string[]) =>
    `This server opens only what lies in ${roots.join(', ')}. Choose a path there, or upload the files. Whoever runs the server can allow other folders with --root.`,
  folderTaken: (folder: string) =>
    `Another process has taken ${folder} over, because this one gave no sign of life for too long, so nothing more is written here. What was written before is kept, and the other process goes on with it.`,
  leaseDamaged: (lease: string) =>
    `${lease} should hold one folder, which says who writes here, but holds none or several. If no other process writes here, delete ${lease} and start again.`,
  about: (name: string, sentence: string) => `${name}: ${sentence}`,
} as const;

function megabytes(bytes: number): string {
  return Math.ceil(bytes / 1e6).toLocaleString('en');
}
