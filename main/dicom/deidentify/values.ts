// Values made harmless: dates moved, ages capped, descriptions reduced to known words.

/** A DICOM date or date-time moved by days, its time of day taken off; empty where it is none. */
export function shiftedDate(text: string, days: number): string {
  const [, year, month, day] = /^(\d{4})[.]?(\d{2})[.]?(\d{2})/.exec(text.trim()) ?? [];
  if (day === undefined) return '';
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day)) + days * 86_400_000;
  return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10).replaceAll('-', '') : '';
}

/** Ages above 89 years are told as 90: there are too few so old. */
export function cappedAge(text: string): string {
  const [, years] = /^(\d{3})Y$/.exec(text.trim()) ?? [];
  return years !== undefined && Number(years) > 89 ? '090Y' : text.trim();
}

/** Only the words that say what was imaged and how; everything else may be a name. */
export function knownWords(text: string): string {
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => WORDS.has(word.toLowerCase()))
    .join(' ');
}

const WORDS = new Set(
  `hip hips pelvis pelvic knee knees femur femoral acetabulum spine lumbar thoracic cervical chest abdomen hand foot ankle shoulder elbow wrist
   leg legs joint bone right left both bilateral ap pa lat lateral axial oblique frontal standing supine erect view views weight bearing weightbearing
   x ray xray radiograph radiography dx cr dr rx digital detector film cassette plate image standard low high dose screening follow up baseline visit
   hüfte hüften becken beckenübersicht knie rechts links beidseits aufnahme röntgen heup heupen bekken knieën rechter linker staand opname
   bassin hanche hanches genou droite gauche face profil debout phantom synthetic`.split(/\s+/),
);
