// Pictures in class folders, `train|val|test/<class>/<name>.png`: the folder is the label, the name is subject and side.

import type { Hip } from '../../domain/hip.ts';
import { SPLIT_PARTS, type SplitPart } from '../../domain/study/split.ts';

export interface ClassFolderPicture extends Omit<Hip, 'visit'> {
  readonly part: SplitPart;
  readonly grade: number;
}

/** What the path says, or null where it is no picture of a class folder: `.../train/3/9000099R.png` is subject 9000099, right, 3. */
export function classFolderPicture(path: string): ClassFolderPicture | null {
  const match = /(?:^|[/\\])(train|val|test)[/\\]([0-4])[/\\]([^/\\]+?)[_-]?([RL])\.(?:png|jpe?g)$/i.exec(path);
  if (match === null) return null;
  const part = SPLIT_PARTS.find((one) => one === match[1].toLowerCase());
  if (part === undefined) return null;
  return { part, grade: Number(match[2]), subject: match[3], side: match[4].toUpperCase() === 'R' ? 'right' : 'left' };
}
