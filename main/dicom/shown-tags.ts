// The tags of an inspection as they may be shown to anybody: numbers and defined terms as they are, identity replaced, free text hidden.

import { definedTermsOf } from './deidentify/defined-terms.ts';
import { capAge, hasFormOf, shiftDate } from './deidentify/values.ts';
import { attributeOf } from './attributes.ts';
import { tagOf, type Inspection } from './inspect.ts';
import { dicomText } from './text.ts';

type TagValue = Inspection['tags'][string];

/** What replaces the identity of a file. */
export interface Replacements {
  readonly subject: (patientId: string) => string;
  readonly visit: (visit: string) => string;
  readonly identifier: (uid: string) => string;
  /** Days that are added to each date. */
  readonly shiftDays: number;
}

/** Returns the value to show for a tag, by its keyword. */
export function shownTag(keyword: string, value: TagValue, replacements: Replacements): TagValue {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string')
    return value.map((one) => (typeof one === 'number' ? one : shownText(keyword, one, replacements)));
  return shownText(keyword, value, replacements);
}

function shownText(keyword: string, value: string, { subject, visit, identifier, shiftDays }: Replacements): string {
  switch (keyword) {
    case 'PatientID':
    case 'ClinicalTrialSubjectID':
      return subject(value);
    case 'ClinicalTrialTimePointID':
      return visit(value);
    case 'StudyDate':
      return shiftDate(value, shiftDays);
    case 'PatientAge':
      return hasFormOf('AS', value) ? capAge(value) : dicomText.inspection.hidden;
    case 'PatientIdentityRemoved':
      return ['YES', 'NO'].includes(value) ? value : dicomText.inspection.hidden;
  }
  const tag = tagOf(keyword);
  if (tag === undefined) return dicomText.inspection.hidden;
  const [vr] = attributeOf(tag)?.vrs ?? [];
  if (vr === 'UI') return value === '' || /^1\.2\.840\.10008\.[\d.]+$/.test(value) ? value : identifier(value);
  return definedTermsOf(tag, [value])?.length === 1 ? value : dicomText.inspection.hidden;
}
