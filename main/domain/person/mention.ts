// How a film, a table, a split or a path names a person. A number alone is not unique: its issuer or cohort belongs to it.

import { z } from 'zod';

/** What a header says of the patient besides the number. */
export const PatientSchema = z.object({
  /** IssuerOfPatientID. Empty if the file does not state it. */
  issuer: z.string(),
  /** Null if the file does not state it, or states neither. */
  sex: z.enum(['F', 'M']).nullable(),
  birthYear: z.number().nullable(),
});

export type Patient = Readonly<z.infer<typeof PatientSchema>>;

export const UNKNOWN_PATIENT: Patient = { issuer: '', sex: null, birthYear: null };

/** How one source names a person. */
export interface Mention extends Patient {
  /** PatientID, or the subject of a table, a split, a path or a file's name, as written. */
  readonly number: string;
  /** The study that gave the number. Empty if the source does not name it. */
  readonly cohort: string;
  /** True for a header, where `017` and `17` are two people. Tables and names lose leading zeros. */
  readonly exact: boolean;
}
