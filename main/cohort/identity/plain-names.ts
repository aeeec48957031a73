// Names that stay as they are, because their form shows that they identify nobody. Every other name is replaced.

import { isVisitName } from '../../dicom/deidentify/values.ts';

/** Names of files of splits that stay: words for parts and folds, public cohorts, and small numbers. */
const SPLIT_WORDS = /^(?:splits?|folds?|cv|train|val|validation|test|training|seed|oai|check|most|phantom|v?\d{1,3})$/i;

/** Whether the visit's name stays: a known word with a small number, or a count of days as this program writes it. */
export function isPlainVisit(visit: string): boolean {
  return isVisitName(withoutCopyNumber(visit)) || isDayCount(withoutCopyNumber(visit));
}

/** `V00 (2)` is the second image of V00. */
function withoutCopyNumber(visit: string): string {
  return visit.replace(/ ?\(\d{1,2}\)$/, '');
}

function isDayCount(visit: string): boolean {
  return /^day -?\d{1,6}$/.test(visit);
}

/** Whether a file that states `PatientIdentityRemoved` may keep its subject: a code with a digit, never words, dates or e-mail addresses. */
export function isCodedSubject(subject: string): boolean {
  return /^(?=.*\d)[A-Za-z0-9]{1,16}(?:[-_][A-Za-z0-9]{1,16}){0,2}$/.test(subject);
}

/** Whether a cohort keeps its name: one or two short words without a number of four digits. */
export function isPlainCohort(cohort: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]{0,11}(?:[ _-][A-Za-z0-9]{1,8})?$/.test(cohort) && !/\d{4}/.test(cohort);
}

/** Words in the names of files that say what a file shows, and public cohorts. */
const FILE_WORDS =
  /^(?:films?|images?|img|im|scan|xray|dx|cr|dr|ap|pa|lat|apo|hips?|pelvis|knees?|left|right|l|r|phantom|picture|radiographs?|test|copy|of|oai|check|most|dicom|dcm|visit|v|t|a|b|c|x|no|spacing|points)$/i;

/** Whether a file's name may be printed: words for what it shows, short numbers, or the code of a public cohort or a phantom. */
export function isPlainFile(name: string): boolean {
  const stem = name.replace(/\.(?:dcm|dicom|png|jpe?g)$/i, '');
  const coded = /^(?:OAI|CHECK|MOST|PHANTOM)[-_]\d{1,8}(.*)$/.exec(stem);
  const words = (coded?.[1] ?? stem)
    .split(/[^\p{L}\p{N}]+|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u)
    .filter((word) => word !== '');
  return (coded !== null || words.length > 0) && words.every((word) => /^\d{1,4}$/.test(word) || FILE_WORDS.test(word));
}

/** Whether a split may be called after its file. */
export function isPlainSplit(name: string): boolean {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  return words.length > 0 && words.every((word) => SPLIT_WORDS.test(word));
}
