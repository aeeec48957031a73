// Numbers and lists in text.

/** Writes a number with thousands separators. */
export function formatNumber(n: number): string {
  return n.toLocaleString('en');
}

/** Writes a number with its noun, such as "1 hip" or "1,200 hips". */
export function count(n: number, one: string, many: string): string {
  return `${formatNumber(n)} ${n === 1 ? one : many}`;
}

const LIST = new Intl.ListFormat('en-GB');

/** Writes names as one list, such as "Femur superior, femur inferior and acetabulum superior". */
export function list(names: readonly string[]): string {
  return LIST.format(names.map((name, index) => (index === 0 ? name : name.toLowerCase())));
}

/** What a study consists of: hips, knees, or both, which are then called joints. */
export type Joint = 'hip' | 'knee' | 'joint';

/** Returns what a study of so many hips and knees, some of them knees, consists of. */
export function jointIn({ hips, knees }: { readonly hips: number; readonly knees: number }): Joint {
  if (knees === 0) return 'hip';
  return knees === hips ? 'knee' : 'joint';
}

/** Writes a number of hips, knees or joints. */
export function countJoints(n: number, joint: Joint): string {
  return count(n, joint, `${joint}s`);
}
