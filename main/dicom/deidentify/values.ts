// Makes values harmless: moves dates, caps ages, reduces descriptions to known words, and checks that a kept value has its declared
// form, so that no name hides in a number.

/** Moves a DICOM date or date-time by whole days and keeps its time of day. Returns empty text if it is not a date. */
export function shiftDate(text: string, days: number): string {
  const [, year, month, day, rest] = /^(\d{4})[.]?(\d{2})[.]?(\d{2})([\d.]*(?:[+-]\d{4})?)$/.exec(text.trim()) ?? [];
  if (day === undefined) return '';
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day)) + days * 86_400_000;
  return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10).replaceAll('-', '') + rest : '';
}

/** Reports ages above 89 years as 90, because so few people reach them. */
export function capAge(text: string): string {
  const [, years] = /^(\d{3})Y$/.exec(text.trim()) ?? [];
  return years !== undefined && Number(years) > 89 ? '090Y' : text.trim();
}

/** Keeps only words that say what was imaged and how. Other words may be names. Text of known words alone stays unchanged. */
export function keepKnownWords(text: string): string {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const known = words.filter((word) => WORDS.has(word.toLowerCase()));
  return known.length === words.length && known.length > 0 ? text.trim() : known.join(' ');
}

/** Returns true if the text clearly names a visit and not a person: `V06`, `T2`, `24 months`, `baseline`. */
export function isVisitName(text: string): boolean {
  return (
    /^[A-Z]{0,3}[ _-]?\d{1,3}[ _-]?(?:[MYWD]|months?|years?|weeks?|days?)?$/i.test(text) ||
    /^(?:baseline|screening|visit|follow[ -]?up)(?:[ _-]?\d{1,3})?$/i.test(text)
  );
}

/** Returns true if a value has the form of its kind. A name in place of a number does not. PS3.5 6.2. */
export function hasFormOf(vr: string, value: string): boolean {
  return FORMS[vr]?.test(value) ?? true;
}

const FORMS: Readonly<Record<string, RegExp>> = {
  CS: /^[A-Za-z0-9_ .+/-]{0,16}$/,
  DS: /^[\d+\-.eE ]{0,64}$/,
  IS: /^[\d+-]{0,16}$/,
  AS: /^(\d{3}[DWMY])?$/,
  DA: /^[\d.]{0,10}$/,
  TM: /^[\d.:]{0,16}$/,
  DT: /^[\d.+-]{0,26}$/,
  UI: /^[\d.]{0,64}$/,
  LO: /^[^^\p{Cc}]{0,64}$/u,
  SH: /^[^^\p{Cc}]{0,64}$/u,
};

const WORDS = new Set(
  `hip hips pelvis pelvic knee knees femur femoral acetabulum spine lumbar thoracic cervical chest abdomen hand foot ankle shoulder elbow wrist
   leg legs joint bone right left both bilateral ap pa lat lateral axial oblique frontal standing supine erect view views weight bearing weightbearing
   x ray xray radiograph radiography dx cr dr rx digital detector film cassette plate image standard low high dose screening follow up baseline visit
   antero postero anterior posterior anteroposterior posteroanterior projection unilateral lower upper extremity limb skeletal entire region structure
   tibia tibial fibula patella sacrum iliac coxal trochanter head neck shaft body medial inferior superior flexion extension normal prone recumbent
   month months year years week weeks day days phase series study exam examination plain
   hüfte hüften becken beckenübersicht knie rechts links beidseits aufnahme röntgen heup heupen bekken knieën rechter linker staand opname
   bassin hanche hanches genou droite gauche face profil debout phantom synthetic`.split(/\s+/),
);
