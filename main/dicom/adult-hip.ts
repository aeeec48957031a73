// Recognises films of children and of other parts of the body by what their header states. Whatever points lie beside such a film, it
// shows no hip that can be graded.

import { failed, type Failure } from '../domain/failure.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { dicomText } from './text.ts';

/** Defined terms of Body Part Examined, and what devices write instead, by the part they name. A term may be a part of a longer word. */
const OTHER_PARTS: readonly (readonly [part: keyof typeof dicomText.bodyPart.parts, terms: RegExp])[] = [
  ['chest', /CHEST|THORAX|LUNG|RIBS?\b|STERNUM|HEART/],
  ['breast', /BREAST|MAMMA/],
  ['head', /SKULL|HEAD|BRAIN|FACE|FACIAL|ORBIT|SINUS|NASAL|NOSE|ZYGOMA|CRANIUM/],
  ['jaw', /JAW|MANDIBLE|MAXILLA|TEETH|TOOTH|DENTAL|TMJ/],
  ['neck', /NECK|CSPINE|C-SPINE|CERVICAL|CLAVICLE/],
  ['thoracicSpine', /TSPINE|T-SPINE|THORACIC/],
  ['shoulder', /SHOULDER|SCAPULA|HUMERUS|ACROMI/],
  ['arm', /ELBOW|FOREARM|RADIUS|ULNA|UPPER ?ARM/],
  ['hand', /HAND|FINGER|THUMB|WRIST|CARPUS|CARPAL|SCAPHOID/],
  ['knee', /KNEE|PATELLA/],
  ['lowerLeg', /TIBIA|FIBULA|LOWER ?LEG|CALF/],
  ['foot', /FOOT|TOES?\b|ANKLE|CALCANEUS|HEEL|TARS/],
];

/** A term that may include a hip. Such films are read whatever else the header names. */
const WITH_HIP = /HIP|PELVI|FEMUR|FEMORAL|THIGH|ACETABUL|SACR|COCCYX|LSPINE|L-SPINE|LUMBAR|ABDOMEN|WHOLE/;

/** The joint space, the growth plates and the size of younger hips resemble nothing that a model learned from. **(ours)** */
const YOUNGEST_YEARS = 15;

/** Returns the reason if the header states that the film shows no adult hip. Null if it may show one. */
export function otherThanAdultHip(film: Pick<Radiograph, 'bodyPart' | 'patientAge'>): Failure | null {
  return otherBodyPart(film.bodyPart ?? '') ?? child(film.patientAge ?? '');
}

/** Returns the reason if the header states that the film shows a child's knees. */
export function otherThanAdultKnee(film: Pick<Radiograph, 'patientAge'>): Failure | null {
  return child(film.patientAge ?? '');
}

/** Whether the header states that the film shows knees and no hip. */
export function isKneeFilm({ bodyPart = '' }: Pick<Radiograph, 'bodyPart'>): boolean {
  return /KNEE|PATELLA/.test(bodyPart) && !WITH_HIP.test(bodyPart);
}

function otherBodyPart(bodyPart: string): Failure | null {
  if (WITH_HIP.test(bodyPart)) return null;
  const { notAHip, parts } = dicomText.bodyPart;
  for (const [part, terms] of OTHER_PARTS) {
    // Only the known term is shown, because somebody may have typed a name into the same field.
    const [term] = terms.exec(bodyPart) ?? [];
    if (term !== undefined) return failed('wrong-joint', notAHip(parts[part], term)).failure;
  }
  return null;
}

/** Reads an age such as `006M`. An age of 0 is a filler of programs that remove identities. */
function child(age: string): Failure | null {
  const [, digits = '0', unit = 'Y'] = /^\s*(\d{1,3})([DWMY])\s*$/.exec(age) ?? [];
  const count = Number(digits);
  const perYear = { D: 365, W: 52, M: 12, Y: 1 }[unit] ?? 1;
  return count > 0 && count / perYear < YOUNGEST_YEARS
    ? failed('wrong-joint', dicomText.bodyPart.child(count, unit)).failure
    : null;
}
