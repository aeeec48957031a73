// The name of a study's folder.

/** Returns a folder name for a study, without separators and without characters that a file system may refuse. */
export function folderName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replaceAll(/[^\p{Letter}\p{Number} ._-]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[ .]+/g, '')
    .slice(0, 80)
    .replaceAll(/[ .]+$/g, '');
  return plain === '' ? 'Study' : plain;
}
