// Coded entries. A code of a public scheme means the same everywhere, but a hospital's own code may contain anything. PS3.16 chapter 8.

import { keepKnownWords } from './values.ts';

/** Returns the designator if it is that of a public scheme. Empty otherwise. */
export function publicScheme(designator: string): string {
  return Object.hasOwn(FORMS, designator) ? designator : '';
}

/** The form of a code in each public scheme. A name has none of them. */
const FORMS: Readonly<Record<string, RegExp>> = {
  DCM: /^\d{4,6}$/,
  SCT: /^\d{6,18}$/,
  SRT: /^[A-Z]\d?-[A-F0-9]{4,6}$/,
  SNM3: /^[A-Z]\d?-[A-F0-9]{4,6}$/,
  SNOMED: /^[A-Z]\d?-[A-F0-9]{4,6}$/,
  LN: /^\d{1,7}-\d$/,
  UCUM: /^(?:1|%|\[(?:iU|hnsf'U|pi\.rad)\]|\{[a-z]{1,10}\}|(?:[numkMcd]?(?:m|g|s|V|A|Gy|eV|Sv|Hz|l|L)[23]?|deg|rad|mA\.s|uA\.s|min|h|d|wk|mo|a)(?:[./](?:[numkcd]?(?:m|g|s|Gy|l)[23]?|min|h|d))?)$/,
  RADLEX: /^RID\d{1,7}$/,
  FMA: /^\d{1,7}$/,
  UMLS: /^C\d{7}$/,
  NCIt: /^C\d{1,7}$/,
  ICD10: /^[A-Z]\d\d(?:\.\d{1,4})?$/,
  I10: /^[A-Z]\d\d(?:\.\d{1,4})?$/,
  I9: /^\d{3}(?:\.\d{1,2})?$/,
  ACR: /^\d{1,5}(?:\.\d{1,5})?$/,
  BI: /^\d{1,5}(?:\.\d{1,5})?$/,
  ISO3166_1: /^[A-Z]{2,3}$/,
  RFC5646: /^[a-z]{2,3}(?:-[A-Z]{2})?$/,
  MDNS: /^\d{1,7}$/,
  NEU: /^\d{1,5}$/,
  MSH: /^D\d{6,9}$/,
  ATC: /^[A-Z]\d\d[A-Z]{2}\d\d$/,
  RXNORM: /^\d{1,8}$/,
  C4: /^\d{5}$/,
  CPT4: /^\d{5}$/,
};

/** Returns CodeValue, CodingSchemeDesignator or CodeMeaning without identity. `scheme` is the item's public scheme, or empty. */
export function codePart(tag: number, value: string, scheme: string): string {
  switch (tag) {
    case CODE_VALUE:
      return Object.hasOwn(FORMS, scheme) && FORMS[scheme].test(value) ? value : DUMMY;
    case CODING_SCHEME:
      return scheme === '' ? '99LOCAL' : value;
    default:
      // Somebody may have typed the meaning, even of a public code.
      return keepKnownWords(value) || DUMMY;
  }
}

const CODE_VALUE = 0x00080100;
const CODING_SCHEME = 0x00080102;
const DUMMY = 'REMOVED';
