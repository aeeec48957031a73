// Private elements that PS3.15 table E.3.10-1 lists as safe. We keep only those with numbers, because numbers identify nobody.

/** Returns true if a private element may stay under the Retain Safe Private Option. `creator` is the text that reserves its block. */
export function isSafePrivate(creator: string, tag: number, vr: string): boolean {
  const group = (tag >>> 16).toString(16).padStart(4, '0');
  const element = (tag & 0xff).toString(16).padStart(2, '0');
  return NUMBERS.has(vr) && SAFE.has(`${creator.trim()} ${group} ${element}`);
}

const NUMBERS = new Set('DS IS FL FD US SS UL SL'.split(' '));

/** Creator, group, and element within the creator's block. */
const SAFE: ReadonlySet<string> = new Set([
  'Philips PET Private Group 7053 00', // SUV factor
  'Philips PET Private Group 7053 09', // activity concentration factor
  'ELSCINT1 00e1 21', // dose length product
  'ELSCINT1 01e1 50', // acquisition duration
  'ELSCINT1 01f1 07', // table velocity
  'ELSCINT1 01f1 26', // pitch
  'ELSCINT1 01f1 27', // rotation time
  'GEMS_ACQU_01 0019 23', // table speed
  'GEMS_ACQU_01 0019 24', // mid-scan time
  'GEMS_ACQU_01 0019 25', // mid-scan flag
  'GEMS_ACQU_01 0019 26', // tube azimuth
  'GEMS_ACQU_01 0019 27', // rotation speed
  'GEMS_SERS_01 0025 07', // images in series
  'GEMS_HELIOS_01 0045 01', // macro rows in the detector
  'GEMS_HELIOS_01 0045 02', // macro width at the isocentre
  'GEIIS PACS 0903 10', // reject flag
  'GEIIS PACS 0903 11', // significant flag
  'Philips Imaging DD 001 2001 03', // diffusion factor
  'Philips MR Imaging DD 001 2005 0e', // scale slope
  'SIEMENS MR HEADER 0019 0c', // b value
  'SIEMENS MR HEADER 0019 0e', // diffusion gradient direction
  'SIEMENS MR HEADER 0019 27', // b matrix
]);
