// Pictures in class folders, `train|val|test/<class>/<name>.png`: the folder is the label, the name is subject and side.

import type { Hip } from '../../domain/hip.ts';
import { SPLIT_PARTS, type SplitPart } from '../../domain/study/split.ts';

export interface ClassFolderPicture extends Omit<Hip, 'visit'> {
  readonly part: SplitPart;
  readonly grade: number;
}

/** What the path says: `.../train/3/9000099R.png` is the right knee of 9000099, grade 3. Null if it is not a picture in a class folder. */
export function classFolderPicture(path: string): ClassFolderPicture | null {
  const match = /(?:^|[/\\])(train|val|test)[/\\]([0-4])[/\\]([^/\\]+?)[_-]?([RL])\.(?:png|jpe?g)$/i.exec(path);
  const [, folder, grade, subject, side] = match ?? [];
  const part = SPLIT_PARTS.find((one) => one === folder?.toLowerCase());
  if (part === undefined || subject === undefined) return null;
  return { part, grade: Number(grade), subject, side: side?.toUpperCase() === 'R' ? 'right' : 'left' };
}
