import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ReportModel } from '../../../main/report/report-model.ts';
import { renderStructured } from '../../../main/report/structured/render-structured.ts';
import { statedHip } from '../../../main/report/structured/stated-hip.ts';
import { findingsHip, presenceHip, reportOf, twoHips } from './report-fixture.ts';

function documentsOf(report: ReportModel): Uint8Array[] {
  return renderStructured(
    report.hips.map((hip) => statedHip(hip, report.model)),
    report,
  );
}

/** The document as dcmtk reads it: a head, and a line for each item. */
function readByDcmtk(bytes: Uint8Array | undefined): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-sr-'));
  try {
    const path = join(folder, 'report.dcm');
    writeFileSync(path, bytes ?? '');
    const text = execFileSync('dsrdump', ['--print-long-values', '--print-all-codes', path], { encoding: 'utf8' });
    return text.split('\n').map((line) => line.trim());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const hasDcmtk = spawnSync('dsrdump', ['--version']).status === 0;

describe.skipIf(!hasDcmtk)('a structured report, read by dcmtk', () => {
  test('holds one document for a visit, with the grades of the model and, apart, those of the reader', () => {
    const documents = documentsOf(twoHips());
    expect(documents).toHaveLength(1);
    const lines = readByDcmtk(documents[0]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'Comprehensive SR Document',
        'Patient             : PX-00417-é (#PX-00417-é)',
        '<has obs context TEXT:(C2348792,UMLS,"Time Point")="T24">',
        '<has concept mod CODE:(272741003,SCT,"Laterality")=(7771000,SCT,"Left")>',
        '<has concept mod TEXT:(111001,DCM,"Algorithm Name")="phantom-masked">',
        '<has properties NUM:(111012,DCM,"Certainty of Finding")="71" (%,UCUM,"percent")>',
        '<has obs context PNAME:(121008,DCM,"Person Observer Name")="A. Müller">',
      ]),
    );
    const said = lines.flatMap((line) => /OARSI 0 to 3"\)=(.*)>$/.exec(line)?.[1] ?? []);
    // Two hips with four grades by the model, then the reader's two grades and one that cannot be graded; one was not read.
    expect(said).toEqual([
      ...[2, 0, 3, 1, 2, 0, 3, 1, 2, 0].map((grade) => `"${grade}" ({grade},UCUM,"grade")`),
      '(IMPLANT,99OSTEOGRADE,"Not gradable because of an implant")',
    ]);
    expect(lines.filter((line) => line.includes('="Research use - not for diagnosis'))).toHaveLength(3);
  });

  test('has a document for each visit, and is the same for the same report', () => {
    const report = twoHips();
    const hips = report.hips.map((one, index) => ({ ...one, hip: { ...one.hip, visit: index === 0 ? 'T24' : 'T48' } }));
    const documents = documentsOf({ ...report, hips });
    const visits = documents.map((document) => readByDcmtk(document).filter((line) => line.includes('Time Point')));
    expect(visits.map((lines) => lines.every((line) => line.includes('T48')))).toEqual([false, true]);
    expect(documentsOf({ ...report, hips })).toEqual(documents);
  });

  test('states presence and findings too', () => {
    const [presence, findings] = [presenceHip, findingsHip].map((make) => readByDcmtk(documentsOf(reportOf(make))[0]));
    expect(presence.filter((line) => line.includes('"Osteophyte")=(52101004,SCT,"Present")')).length).toBeGreaterThan(0);
    expect(findings.filter((line) => line.includes('Joint-space narrowing, grade 0 to 3'))).toHaveLength(2);
  });
});
