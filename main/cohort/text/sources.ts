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
    noPicture: 'The folder holds no PNG, JPEG or DICOM picture. Choose the folder that holds the pictures.',
    notReadable: (name: string) =>
      `You do not have permission to read the folder ${name}, so it was left out. Ask for permission, or copy it elsewhere.`,
    tooDeep: (name: string) =>
      `The folder ${name} is too deep: its path is longer than this computer allows. It was left out with everything in it. Move it higher up.`,
    ofSystem: (names: readonly string[], count: number) =>
      `${count} ${count === 1 ? 'file or folder belongs' : 'files and folders belong'} to the operating system: ${names.join(', ')}${count > names.length ? ' and others' : ''}.`,
    link: (name: string) =>
      `${name} is a link, and links inside a folder are not followed. Choose the file or folder to which it leads.`,
    linkInside: (name: string) => `${name} is a link to something in the same folder, which is read there.`,
    linkLoop: (name: string) => `${name} is a link that leads back to itself, so there is nothing to read.`,
    deadLink: (name: string) => `${name} is a link to something that is not there. Copy the file itself into the folder.`,
  },
  file: {
    notRead: (name: string) => `${name} is not a radiograph, points, a label table, a split or a cohort file.`,
    empty: (name: string) => `${name} is empty: it has 0 bytes. Copy it again.`,
    cutOff: (name: string) => `${name} is cut off: its pixels are not complete. Copy it again from where it came.`,
    notARadiograph: (name: string) =>
      `${name} has the name of a radiograph, but its content is not DICOM, PNG or JPEG. It may be damaged. Copy it again.`,
    foreignPicture: (name: string, format: string) =>
      `${name} is a ${format} picture, which Osteograde does not read. Export it again as DICOM, PNG or JPEG.`,
    foreignTable: (name: string, format: string) =>
      `${name} is a table in ${format} format, which Osteograde does not read. Save it as CSV.`,
    foreignArchive: (name: string, format: string) =>
      `${name} is a ${format} archive, which Osteograde does not open. Unpack it and choose the folder, or pack it as ZIP.`,
  },
  archive: {
    notAnArchive: (name: string) =>
      `${name} cannot be opened as a ZIP archive. It may be damaged. Create it again, or unpack it and choose the folder.`,
    cutOff: (name: string) =>
      `${name} has the list of files at its end missing, so it was cut off or is not a ZIP archive. Copy it again, or unpack the original and choose the folder.`,
    severalParts: (name: string) =>
      `${name} is one part of an archive in several parts. Unpack the whole archive and choose the folder.`,
    damagedList: (name: string) => `The list of files in ${name} is damaged. Copy the archive again, or create it again.`,
    damagedEntry: (name: string, reason: string) => `${name} is damaged inside its archive. Copy it again. Reason: ${reason}.`,
    link: (name: string) =>
      `${name} is a link in its archive, and links are not followed. Pack the file itself, or unpack the archive and choose the folder.`,
    nothingInside: 'The archive holds no file that can be read. Choose the archive or folder that holds the radiographs.',
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
    searched: 'The DICOMDIR was not needed, because everything beside it is read.',
    lacksFile: (name: string) =>
      `The DICOMDIR lists ${name}, but the file is not on the medium. Copy the whole medium, or choose its folder.`,
    empty: 'The DICOMDIR lists no files: it is empty or damaged. Choose the folder that holds the radiographs.',
  },
} as const;

function megabytes(bytes: number): string {
  return `${Number((bytes / 1e6).toPrecision(3)).toLocaleString('en')} MB`;
}
