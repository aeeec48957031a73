// What a person reads about the files of an import: folders, archives and DICOMDIRs.

interface ArchiveSizes {
  /** In bytes. */
  readonly packed: number;
  readonly unpacked: number;
}

export const sourceText = {
  folder: {
    nothingToImport: 'The folder holds no radiograph, label table or cohort file. Choose the folder that holds the radiographs.',
    noDicom: 'The folder holds no DICOM file. Choose the folder that holds the radiographs.',
    link: (name: string) =>
      `${name} is a link, and links inside a folder are not followed. Choose the file or folder to which it leads.`,
    noPicture: 'The folder holds no PNG, JPEG or DICOM picture. Choose the folder that holds the pictures.',
  },
  archive: {
    notAnArchive: (name: string, reason: string) =>
      `${name} cannot be opened as a ZIP archive (${reason}). Create it again, or unpack it and choose the folder.`,
    damagedList: (name: string, reason: string) =>
      `The list of files in ${name} is damaged (${reason}). Copy the archive again, or create it again.`,
    damagedEntry: (name: string, reason: string) =>
      `${name} is damaged inside its archive (${reason}). Copy the archive again, or create it again.`,
    nested: (name: string) => `${name} is an archive inside an archive. Unpack the outer archive and choose the folder.`,
    encrypted: (name: string) =>
      `${name} is encrypted in its archive. Unpack the archive with its password and choose the folder.`,
    tooManyEntries: (name: string, entries: number) =>
      `${name} claims ${entries} entries, more than any cohort has. Check where the archive comes from.`,
    entryTooLarge: (name: string, bytes: number, mostBytes: number) =>
      `${name} claims an unpacked size of ${Math.round(bytes / 1024 ** 2)} MB, more than the limit of ${mostBytes / 1024 ** 2} MB. Check where the archive comes from.`,
    unpacksTooFar: (name: string, { packed, unpacked }: ArchiveSizes) =>
      `${name} has ${megabytes(packed)} and claims to unpack to ${megabytes(unpacked)}. No archive of radiographs does. Check where it comes from.`,
    overlapping: (name: string, entries: number, { packed, unpacked }: ArchiveSizes) =>
      `${name} is not a proper archive: ${entries} of its entries share their bytes, so that ${megabytes(packed)} would unpack to ${megabytes(unpacked)}. Check where it comes from.`,
    unknownMethod: (name: string, method: number) =>
      `${name} is packed with a method that Osteograde does not read (${method}). Create the archive again with the usual ZIP compression, or unpack it and choose the folder.`,
    nameTooLong: (name: string) =>
      `${name} has a name that is too long for any disk. Create the archive again with shorter names.`,
    reason: {
      noLocalHeader: 'it is not where the list says',
      notUnpacked: 'it cannot be unpacked',
      tooManyBytes: (bytes: number) => `it unpacks to more than the announced ${bytes} bytes`,
      tooFewBytes: (came: number, bytes: number) => `it unpacks to ${came} bytes instead of ${bytes}`,
      wrongChecksum: 'its checksum is wrong',
    },
    ratioTooHigh: (name: string, highest: number) =>
      `${name} claims to unpack to more than ${highest} times its packed size. No radiograph does. Check where the archive comes from.`,
  },
  dicomdir: {
    lacksFile: (name: string) =>
      `The DICOMDIR lists ${name}, but the file is not on the medium. Copy the whole medium, or choose its folder.`,
    empty: 'The DICOMDIR lists no files: it is empty or damaged. Choose the folder that holds the radiographs.',
  },
} as const;

function megabytes(bytes: number): string {
  return `${Number((bytes / 1e6).toPrecision(3)).toLocaleString('en')} MB`;
}
