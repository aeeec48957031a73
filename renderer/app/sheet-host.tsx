// Shows the requested sheet.

import type { Job } from '../../main/domain/study/job.ts';
import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import type { SheetRequest, ShowSheet } from '../commands/sheets.ts';
import { CreateStudySheet, OpenStudySheet } from '../library/sheets/study-sheets.tsx';
import { CloseStudySheet } from '../library/sheets/close-study-sheet.tsx';
import { AuditsSheet } from '../library/sheets/audits-sheet.tsx';
import { CoOccurrenceSheet } from '../library/sheets/co-occurrence-sheet.tsx';
import { KeySheet } from '../library/sheets/key-sheet.tsx';
import { DemoSheet } from '../library/sheets/demo-sheet.tsx';
import { ImportSheet } from '../library/import/import-sheet.tsx';
import { RestoreSheet } from '../library/sheets/restore-sheet.tsx';
import { SplitSheet } from '../library/sheets/split-sheet.tsx';
import { ExportSheet } from '../reports/export-sheet.tsx';
import { ConfirmSheet } from './confirm-sheet.tsx';
import { GradeSheet } from './grade-sheet.tsx';
import { JobSheet } from './job-sheet.tsx';
import { KeysSheet } from './keys-sheet.tsx';
import { TourSheet } from './tour-sheet.tsx';
import { PaletteSheet } from './palette-sheet.tsx';

interface SheetHostProps {
  readonly request: SheetRequest;
  readonly jobs: readonly Job[];
  readonly study: StudySummary | null;
  readonly onShow: ShowSheet;
  readonly onClose: () => void;
}

export function SheetHost({ request, jobs, study, onShow, onClose }: SheetHostProps) {
  switch (request.kind) {
    case 'confirm':
      return <ConfirmSheet confirmation={request.confirmation} onClose={onClose} />;
    case 'tour':
      return <TourSheet onClose={onClose} />;
    case 'keys':
      return <KeysSheet onClose={onClose} />;
    case 'demo':
      return <DemoSheet jobId={request.jobId} onClose={onClose} />;
    case 'create-study':
      return <CreateStudySheet onClose={onClose} />;
    case 'open-study':
      return <OpenStudySheet onClose={onClose} />;
    case 'restore-study':
      return <RestoreSheet folder={request.folder} damage={request.damage} onClose={onClose} />;
    case 'close-study':
      return <CloseStudySheet onClose={onClose} />;
    case 'import':
      return <ImportSheet onClose={onClose} onGrade={() => onShow({ kind: 'grade', hipIds: [] })} />;
    case 'export':
      return <ExportSheet hipIds={request.hipIds} onClose={onClose} />;
    case 'grade':
      return <GradeSheet hipIds={request.hipIds} onClose={onClose} />;
    case 'audits':
      return <AuditsSheet onClose={onClose} />;
    case 'key':
      return <KeySheet onClose={onClose} />;
    case 'split':
      return <SplitSheet onClose={onClose} />;
    case 'co-occurrence':
      return <CoOccurrenceSheet filter={request.filter} onClose={onClose} />;
    case 'jobs':
      return <JobSheet jobs={jobs} study={study} onClose={onClose} />;
    case 'palette':
      return <PaletteSheet onClose={onClose} />;
  }
}
