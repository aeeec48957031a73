// The files and folders that operating systems and synchronising programs add to folders and archives. They hold no radiographs.

const NAMES: ReadonlySet<string> = new Set([
  '__macosx',
  '.ds_store',
  '.localized',
  '.appledouble',
  '.appledb',
  '.appledesktop',
  '.apdisk',
  '.spotlight-v100',
  '.trash',
  '.trashes',
  '.fseventsd',
  '.temporaryitems',
  '.documentrevisions-v100',
  '.volumeicon.icns',
  '.directory',
  '.dropbox',
  '.dropbox.cache',
  '.git',
  '.svn',
  '.hg',
  'icon\r',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  'autorun.inf',
  '$recycle.bin',
  'recycler',
  'system volume information',
  'lost+found',
  '@eadir',
  '#recycle',
  '#snapshot',
  '.snapshot',
]);

/** Beginnings: what macOS splits off a file, what Linux deletes, what is open on a share, and the locks of office programs. */
const BEGINNINGS = /^(?:\._|\.Trash-\d|\.nfs[0-9a-f]{8}|\.fuse_hidden|~\$|\.~lock\.)/;

/** Whether the system made the file or folder of this name. Other names with a leading dot are read like any other. */
export function isSystemName(name: string): boolean {
  return NAMES.has(name.toLowerCase()) || BEGINNINGS.test(name);
}
