// Inspects DICOM files without importing them.

import { namingFile } from '../../files/file-failure.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { openDecodePool, type DecodePool } from '../../dicom/decode-pool.ts';
import type { Inspection } from '../../dicom/inspect.ts';
import { success, type Result } from '../../domain/failure.ts';

export type FileInspection = Inspection;

export interface InspectedFile {
  readonly file: string;
  /** If the image cannot be read, the inspection's `problem` says why. */
  readonly inspected: Result<FileInspection>;
}

/** Inspects the files in order. A separate thread decodes them, so a hostile file cannot stop the others. */
export async function* inspectFiles(files: readonly string[]): AsyncGenerator<InspectedFile> {
  const pool = openDecodePool({ threads: 1 });
  try {
    for (const file of files) yield { file, inspected: await inspectFile(file, pool) };
  } finally {
    await pool.close();
  }
}

async function inspectFile(file: string, pool: DecodePool): Promise<Result<FileInspection>> {
  const inspected = await readAndInspect(file, pool);
  if (!inspected.ok) return { ok: false, failure: namingFile(inspected.failure, file) };
  const { problem } = inspected.value;
  return success({ ...inspected.value, problem: problem === null ? null : namingFile(problem, file) });
}

async function readAndInspect(file: string, pool: DecodePool): Promise<Result<Inspection>> {
  const bytes = await readRegularFile(file);
  return bytes.ok ? pool.inspect(bytes.value) : bytes;
}
