// What the keys that grade hips and knees have in common.

interface WithoutGrade {
  readonly kind: 'not-gradable';
  readonly reason: 'technical' | 'implant';
}

/** The label of N, X and Delete, which give no grade. Null for other keys. */
export function labelWithoutGrade(key: string): WithoutGrade | { readonly kind: 'missing' } | null {
  switch (key.toLowerCase()) {
    case 'n':
      return { kind: 'not-gradable', reason: 'technical' };
    case 'x':
      return { kind: 'not-gradable', reason: 'implant' };
    case 'delete':
    case 'backspace':
      return { kind: 'missing' };
    default:
      return null;
  }
}

/** True while keys belong to a sheet, a text field or a drop-down list. */
export function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  return target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type !== 'range');
}
