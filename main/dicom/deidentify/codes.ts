// Coded entries: a code of a public scheme says what the whole world knows; a hospital's own may say anything. PS3.16 chapter 8.

import { knownWords } from './values.ts';

export function isPublicScheme(designator: string): boolean {
  return PUBLIC.has(designator);
}

const PUBLIC = new Set(
  'DCM SCT SRT SNM3 SNOMED LN UCUM RADLEX FMA UMLS NCIt ICD10 I10 I9 ACR BI ISO3166_1 RFC5646 MDNS NEU MSH ATC RXNORM C4 CPT4'.split(
    ' ',
  ),
);

/** CodeValue, CodingSchemeDesignator or CodeMeaning as it may stay. `publicCode` tells of the item's scheme. */
export function codePart(tag: number, value: string, publicCode: boolean): string {
  switch (tag) {
    case CODE_VALUE:
      return publicCode && /^[A-Za-z0-9.:/{}%[\]_-]{1,16}$/.test(value) && (/\d/.test(value) || value.length <= 4)
        ? value
        : LOCAL;
    case CODING_SCHEME:
      return publicCode ? value : '99LOCAL';
    default:
      // Even under a public code somebody may have typed the words.
      return knownWords(value) || LOCAL;
  }
}

const CODE_VALUE = 0x00080100;
const CODING_SCHEME = 0x00080102;
const LOCAL = 'REMOVED';
