// What a person reads about the files of an import: folders, archives and DICOMDIRs.

export const sourceText = {
  folder: {
    nothingToImport: 'The folder holds no radiograph, label table or cohort file. Choose the folder that holds the radiographs.',
    noDicom: 'The folder holds no DICOM file. Choose the folder that holds the radiographs.',
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
    ratioTooHigh: (name: string, highest: number) =>
      `${name} claims to unpack to more than ${highest} times its packed size. No radiograph does. Check where the archive comes from.`,
  },
  dicomdir: {
    lacksFile: (name: string) =>
      `The DICOMDIR lists ${name}, but the file is not on the medium. Copy the whole medium, or choose its folder.`,
    empty: 'The DICOMDIR lists no files: it is empty or damaged. Choose the folder that holds the radiographs.',
  },
} as const;
