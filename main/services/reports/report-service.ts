// Writes reports on the hips of a study, and keeps them in the study's folder.

import { join } from 'node:path';
import { sha256Of } from '../../files/object-store.ts';
import { folderFailure } from '../../files/file-failure.ts';
import { buildWhole, makeFolder, writeWhole } from '../../files/write-whole.ts';
import { reportNames } from '../../cohort/identity/report-names.ts';
import type { Study } from '../../cohort/study-folder.ts';
import type { Report, ReportFormat } from '../../domain/study/report.ts';
import { subjectsOfHips } from '../../database/hips.ts';
import { kneesAmong } from '../../database/knees/knees.ts';
import type { Hip } from '../../domain/hip.ts';
import { insertReport, listReports, type ReportRecord } from '../../database/reports.ts';
import { FailureError } from '../../domain/failure.ts';
import type { Environment } from '../environment.ts';
import type { Change } from '../recorded.ts';
import { folderName } from '../study/folder-name.ts';
import { renderReport, type RenderedFile, type ReportedJoints } from './render-report.ts';
import { reportStopped, type ReportJob, type Wanted } from './gather-reportable.ts';
import { reportableHips, type ReportableHips } from './reportable-hips.ts';
import { reportableKnees } from './reportable-knees.ts';
import { servicesText } from '../text.ts';

export interface ReportService {
  /**
   * Writes the report's files, all or none. The returned change enters them into the study. Throws a `FailureError` when stopped, or if no
   * hip can be reported.
   */
  readonly exportReport: (study: Study, order: ReportOrder, job: ReportJob) => Promise<Change<Report>>;
  /** Draws the first page of the PDF that an export would write. Throws a `FailureError` when stopped, or if no hip can be reported. */
  readonly firstPage: (study: Study, order: Omit<ReportOrder, 'formats'>, job: ReportJob) => Promise<Uint8Array>;
  /** The reports of a study, newest first, with the paths of their files. */
  readonly list: (study: Study) => Report[];
}

interface ReportOrder {
  readonly hipIds: readonly string[];
  readonly formats: readonly ReportFormat[];
  /** Writes a file for each subject instead of one for all. */
  readonly perSubject?: boolean;
}

export function openReportService(environment: Environment): ReportService {
  /** Reports on studies that can only be read. They are listed until the study is closed. */
  const unrecorded = new WeakMap<Study, readonly ReportRecord[]>();
  /** The reports of a study are kept in it, or in the home folder if it can only be read. */
  const folderOf = (study: Study): string =>
    study.readOnly ? join(environment.home, 'reports', folderName(study.settings.name)) : join(study.folder, 'reports');
  const withPaths = (study: Study, record: ReportRecord): Report => ({
    reportId: record.reportId,
    hips: record.hips,
    left: record.left.map((hip) => ({ ...hip })),
    createdAt: record.createdAt,
    files: record.files.map(({ name, format, bytes }) => {
      return { name, format, bytes, path: join(folderOf(study), record.reportId, name) };
    }),
  });
  return {
    list: (study) => [...(unrecorded.get(study) ?? []), ...listReports(study.database)].map((record) => withPaths(study, record)),
    firstPage: async (study, { hipIds, perSubject = false }, job) => {
      const { joints, model } = await reportable(study, { hipIds, most: 1 }, job);
      const [first] = ('knees' in joints ? joints.knees : joints.hips).map(({ hip }) => hip.subject);
      const subjects = subjectsOfHips(study.database, hipIds);
      const pages = perSubject ? subjects.filter((subject) => subject === first).length : subjects.length;
      const own = jointsOf(joints, { subject: null, nameOf: reportNames(study, subjects) });
      const order = { model, createdAt: environment.now(), formats: ['pdf'], pages, ...own } as const;
      const [page] = (await renderReport(environment, order)).files;
      if (page === undefined) throw new Error('A report has no PDF.');
      return page.bytes;
    },
    exportReport: async (study, { hipIds, formats, perSubject = false }, job) => {
      const { joints, leftOut, model } = await reportable(study, { hipIds }, job);
      const hips = 'knees' in joints ? joints.knees : joints.hips;
      job.step(servicesText.report.writing, hips.length, hips.length);
      const createdAt = environment.now();
      const nameOf = reportNames(
        study,
        hips.map(({ hip }) => hip.subject),
      );
      const order = { model, createdAt, formats };
      const files: RenderedFile[] = [];
      const subjects = perSubject ? [...new Set(hips.map(({ hip }) => hip.subject))] : [''];
      for (const subject of subjects) {
        if (job.signal.aborted) throw reportStopped();
        const own = jointsOf(joints, { subject: perSubject ? subject : null, nameOf });
        const { files: written } = await renderReport(environment, { ...order, ...own });
        files.push(...written.map((file) => (perSubject ? { ...file, name: withSubject(file.name, subject) } : file)));
      }
      if (job.signal.aborted) throw reportStopped();
      const record: ReportRecord = {
        reportId: environment.newId(),
        hips: hips.length,
        left: leftOut,
        createdAt: createdAt.toISOString(),
        files: files.map(({ name, format, bytes }) => ({ name, format, bytes: bytes.byteLength, sha256: sha256Of(bytes) })),
      };
      await writeFolder(folderOf(study), record.reportId, files);
      if (study.readOnly) unrecorded.set(study, [record, ...(unrecorded.get(study) ?? [])]);
      return {
        study,
        target: record.reportId,
        detail: { files: record.files, hips: hips.map(({ hip }) => hip), left: leftOut.length },
        ...(study.readOnly ? {} : { write: () => insertReport(study.database, record) }),
        answer: () => withPaths(study, record),
      };
    },
  };
}

/** Gathers hips or, if only knees are asked for, knees. Among hips, a knee is left out. */
async function reportable(
  study: Study,
  wanted: Wanted,
  job: ReportJob,
): Promise<{ readonly joints: ReportedJoints } & Pick<ReportableHips, 'leftOut' | 'model'>> {
  const { hipIds } = wanted;
  if (hipIds.length > 0 && kneesAmong(study.database, hipIds).size === new Set(hipIds).size) {
    const { knees, ...rest } = await reportableKnees(study, wanted, job);
    return { joints: { knees }, ...rest };
  }
  const { hips, ...rest } = await reportableHips(study, wanted, job);
  return { joints: { hips }, ...rest };
}

/** The joints of one subject, or all, under the names that the report prints. */
function jointsOf(
  joints: ReportedJoints,
  { subject, nameOf }: { readonly subject: string | null; readonly nameOf: (subject: string) => string },
): ReportedJoints {
  const own = <Joint extends { readonly hip: Hip }>(some: readonly Joint[]): Joint[] =>
    some
      .filter(({ hip }) => subject === null || hip.subject === subject)
      .map((one) => ({ ...one, hip: { ...one.hip, subject: nameOf(one.hip.subject) } }));
  return 'knees' in joints ? { knees: own(joints.knees) } : { hips: own(joints.hips) };
}

/** The file's name with the subject's pseudonym before its ending. */
function withSubject(name: string, subject: string): string {
  const dot = name.lastIndexOf('.');
  return `${name.slice(0, dot)}-${folderName(subject)}${name.slice(dot)}`;
}

/** Writes the files into a new folder, which appears complete or not at all. */
async function writeFolder(
  parent: string,
  name: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  try {
    await makeFolder(parent);
    await buildWhole(join(parent, name), async (draft) => {
      await makeFolder(draft);
      for (const file of files) await writeWhole(join(draft, file.name), file.bytes);
    });
  } catch (error) {
    const failure = folderFailure(error, parent);
    throw failure === null ? error : new FailureError(failure);
  }
}
