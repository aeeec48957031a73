import { describe, expect, it } from 'vitest';
import { assignmentInForce, auditForTraining, auditStudy } from '../../../../main/cohort/audit/audit-study.ts';
import type { DataAudit, Severity } from '../../../../main/domain/study/audit-report.ts';
import { putHip } from '../../../../main/database/hips.ts';
import { insertRadiograph } from '../../../../main/database/radiographs.ts';
import type { StudyDatabase } from '../../../../main/database/study-database.ts';
import { preparedHip, radiograph } from '../../database/fixtures.ts';
import { faultlessStudy, label } from './study.ts';

interface Violation {
  readonly name: string;
  readonly plant: (database: StudyDatabase) => void;
  readonly audit: DataAudit;
  readonly severity: Severity;
  readonly example: RegExp;
}

const sql = (text: string) => (database: StudyDatabase) => void database.prepare(text).run();

const VIOLATIONS: readonly Violation[] = [
  {
    name: 'one subject spelt in two ways on both sides of the split',
    plant: (database) => {
      database.prepare("INSERT INTO splits VALUES ('first', 's-01', 'test')").run();
    },
    audit: 'subject-leak',
    severity: 'blocks',
    example: /S1 = s-01/,
  },
  {
    name: 'the radiograph of a training subject under a test subject',
    plant: sql("UPDATE radiographs SET pixels_object = 'pixels-S1' WHERE subject = 'S5'"),
    audit: 'subject-leak',
    severity: 'blocks',
    example: /^S1 = S5$/,
  },
  {
    name: 'the crop of a training subject under a test subject',
    plant: sql("UPDATE crops SET crop_object = 'crop-S1-left' WHERE hip_id = 'S6|V00|left'"),
    audit: 'subject-leak',
    severity: 'blocks',
    example: /^S1 = S6$/,
  },
  {
    name: 'one picture under two subjects of the same part',
    plant: sql("UPDATE radiographs SET pixels_object = 'pixels-S1' WHERE subject = 'S2'"),
    audit: 'duplicate-pictures',
    severity: 'warning',
    example: /^S1 = S2$/,
  },
  {
    name: 'one picture under two visits of a subject',
    plant: (database) =>
      insertRadiograph(database, { ...radiograph('copy', 'S1', 'V01'), pixels: { object: 'pixels-S1', low: 0, slope: 1 } }),
    audit: 'duplicate-pictures',
    severity: 'note',
    example: /^S1 V00, V01$/,
  },
  {
    name: 'a right hip to the right of the left one',
    plant: sql("UPDATE crops SET frame = json_set(frame, '$.originX', 1900) WHERE hip_id = 'S3|V00|right'"),
    audit: 'laterality',
    severity: 'warning',
    example: /^S3 V00$/,
  },
  {
    name: 'labels for the side that is not pictured',
    plant: (database) => {
      database.prepare("DELETE FROM crops WHERE hip_id = 'S3|V00|right'").run();
      database.prepare("DELETE FROM hips WHERE hip_id = 'S3|V00|right'").run();
      database.prepare("DELETE FROM labels WHERE subject = 'S3' AND side = 'left'").run();
    },
    audit: 'laterality',
    severity: 'warning',
    example: /^S3 V00 left$/,
  },
  {
    name: 'a laterality column that names the other side',
    plant: sql("INSERT INTO label_metadata VALUES ('S4', 'V00', 'left', 'Image_Laterality', 'R')"),
    audit: 'laterality',
    severity: 'warning',
    example: /^S4 V00 left: Image_Laterality R$/,
  },
  {
    name: 'a grade above its scale',
    plant: (database) => label(database, { subject: 'S1', side: 'left', name: 'femur-superior', value: 4 }),
    audit: 'label-range',
    severity: 'blocks',
    example: /^S1 V00 left: femur-superior 4$/,
  },
  {
    name: 'a joint free of osteophytes with a graded quadrant',
    plant: (database) => label(database, { subject: 'S2', side: 'left', name: 'global', value: 0, kind: 'binary' }),
    audit: 'label-conflict',
    severity: 'warning',
    example: /^S2 V00 left$/,
  },
  {
    name: 'a joint with an osteophyte whose quadrants are all 0',
    plant: (database) => label(database, { subject: 'S1', side: 'left', name: 'global', value: 1, kind: 'binary' }),
    audit: 'label-conflict',
    severity: 'warning',
    example: /^S1 V00 left$/,
  },
  {
    name: 'a bone free of osteophytes with a graded quadrant',
    plant: (database) => label(database, { subject: 'S2', side: 'right', name: 'femoral-osteophytes', value: 0 }),
    audit: 'label-conflict',
    severity: 'warning',
    example: /^S2 V00 right$/,
  },
  {
    name: 'an empty cell among the quadrants',
    plant: sql("DELETE FROM labels WHERE subject = 'S2' AND side = 'left' AND name = 'femur-inferior'"),
    audit: 'label-gaps',
    severity: 'note',
    example: /^S2 V00 left$/,
  },
  {
    name: 'a hip that nobody labelled',
    plant: sql("DELETE FROM labels WHERE subject = 'S2' AND side = 'left'"),
    audit: 'unlabelled',
    severity: 'note',
    example: /^S2 V00 left$/,
  },
  {
    name: 'a hip without landmarks',
    plant: (database) => {
      const hip = preparedHip('film-S2', 'S2', 'V00', 'left');
      putHip(database, { ...hip, prepared: null, problem: { code: 'landmarks-missing', message: 'None came.' } });
    },
    audit: 'landmarks',
    severity: 'warning',
    example: /^S2 V00 left: landmarks-missing$/,
  },
  {
    name: 'a subject of the split that is not in the study',
    plant: sql("INSERT INTO splits VALUES ('first', 'S9', 'val')"),
    audit: 'split-coverage',
    severity: 'warning',
    example: /^S9$/,
  },
  {
    name: 'a subject of the study that is in no part',
    plant: sql("DELETE FROM splits WHERE subject = 'S1'"),
    audit: 'split-coverage',
    severity: 'note',
    example: /^S1$/,
  },
  {
    name: 'a part without any osteophyte',
    plant: sql("UPDATE labels SET value = 0 WHERE subject = 'S4'"),
    audit: 'split-coverage',
    severity: 'warning',
    example: /^val$/,
  },
  {
    name: 'no split in force',
    plant: sql("DELETE FROM settings WHERE name = 'split'"),
    audit: 'split-coverage',
    severity: 'note',
    example: /no split/,
  },
  {
    name: 'labels of a hip that is not in the study',
    plant: (database) => label(database, { subject: 'S1', visit: 'V05', side: 'left', name: 'cysts', value: 1 }),
    audit: 'orphan-labels',
    severity: 'note',
    example: /^S1 V05 left$/,
  },
  {
    name: 'one hip under two spellings of its visit',
    plant: (database) => {
      insertRadiograph(database, { ...radiograph('again', 'S1', 'T00'), pixels: { object: 'other', low: 0, slope: 1 } });
      const hip = preparedHip('again', 'S1', 'T00', 'right');
      putHip(database, { ...hip, prepared: null, problem: { code: 'landmarks-missing', message: 'None came.' } });
    },
    audit: 'repeated-visits',
    severity: 'warning',
    example: /^S1 right: T00 = V00$/,
  },
];

describe('the audits', () => {
  it('find nothing in a sound study', () => {
    expect(auditStudy(faultlessStudy())).toEqual([]);
  });

  it.each(VIOLATIONS)('find $name', ({ plant, audit, severity, example }) => {
    const database = faultlessStudy();
    plant(database);
    const found = auditStudy(database).filter((finding) => finding.audit === audit && finding.severity === severity);
    expect(found.map((finding) => finding.examples[0])).toContainEqual(expect.stringMatching(example));
    for (const finding of found) expect(finding.count).toBe(1);
  });

  it('list blocking findings first', () => {
    const database = faultlessStudy();
    label(database, { subject: 'S1', side: 'left', name: 'femur-superior', value: 4 });
    label(database, { subject: 'S1', visit: 'V05', side: 'left', name: 'cysts', value: 1 });
    expect(auditStudy(database).map((finding) => finding.severity)[0]).toBe('blocks');
  });
});

describe('the audit before a training', () => {
  it('passes a sound split', () => {
    const database = faultlessStudy();
    expect(auditForTraining(database, assignmentInForce(database))).toEqual({ ok: true, value: [] });
  });

  it('stops a training that would use a subject in two parts, whatever split is in force', () => {
    const database = faultlessStudy();
    const leaking = [...assignmentInForce(database), { subject: 'S1', part: 'test' as const }];
    const result = auditForTraining(database, leaking);
    expect(result).toMatchObject({
      ok: false,
      failure: { code: 'split-leak', message: expect.stringContaining('S1 (train, test)') },
    });
  });

  it('stops a training on labels outside their scale', () => {
    const database = faultlessStudy();
    label(database, { subject: 'S1', side: 'left', name: 'femur-superior', value: 4 });
    expect(auditForTraining(database, assignmentInForce(database))).toMatchObject({ failure: { code: 'labels-malformed' } });
  });

  it('lets a training start with warnings, and returns them', () => {
    const database = faultlessStudy();
    database.prepare("INSERT INTO splits VALUES ('first', 'S9', 'val')").run();
    const result = auditForTraining(database, assignmentInForce(database));
    expect(result.ok && result.value.map((finding) => finding.severity)).toEqual(['warning']);
  });
});
