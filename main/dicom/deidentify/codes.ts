// Coded entries. A code of a public scheme means the same everywhere, but a hospital's own code may contain anything. PS3.16 chapter 8.

import { keepKnownWords } from './values.ts';

export function isPublicScheme(designator: string): boolean {
  return PUBLIC.has(designator);
}

const PUBLIC = new Set(
  'DCM SCT SRT SNM3 SNOMED LN UCUM RADLEX FMA UMLS NCIt ICD10 I10 I9 ACR BI ISO3166_1 RFC5646 MDNS NEU MSH ATC RXNORM C4 CPT4'.split(
    ' ',
  ),
);

/** Returns CodeValue, CodingSchemeDesignator or CodeMeaning without identity. `publicCode` states that the item's scheme is public. */
export function codePart(tag: number, value: string, publicCode: boolean): string {
  switch (tag) {
    case CODE_VALUE:
      return publicCode && /^[A-Za-z0-9.:/{}%[\]_-]{1,16}$/.test(value) && (/\d/.test(value) || value.length <= 4)
        ? value
        : DUMMY;
    case CODING_SCHEME:
      return publicCode ? value : '99LOCAL';
    default:
      // Somebody may have typed the meaning, even of a public code.
      return keepKnownWords(value) || DUMMY;
  }
}

const CODE_VALUE = 0x00080100;
const CODING_SCHEME = 0x00080102;
const DUMMY = 'REMOVED';
