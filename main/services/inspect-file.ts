// A DICOM file looked into where it lies.

import { readFile } from 'node:fs/promises';
import { namingFile, readingFailure } from '../cohort/file-failure.ts';
import { inspectDicom, type Inspection } from '../dicom/inspect.ts';
import { success, type Result } from '../domain/failure.ts';

export type FileInspection = Inspection;

/** What the file holds. Where it holds no image that can be read, the inspection itself says why. */
export async function inspectFile(file: string): Promise<Result<FileInspection>> {
  const inspected = await readAndInspect(file);
  if (!inspected.ok) return { ok: false, failure: namingFile(inspected.failure, file) };
  const { problem } = inspected.value;
  return success({ ...inspected.value, problem: problem === null ? null : namingFile(problem, file) });
}

async function readAndInspect(file: string): Promise<Result<Inspection>> {
  try {
    return await inspectDicom(await readFile(file));
  } catch (error) {
    const failure = readingFailure(error, file);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}
