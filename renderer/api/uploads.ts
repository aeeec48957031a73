// Sends files chosen in a browser to the workstation one by one. The import then refers to them by the name of the upload.

import { uploadRoute } from '../../main/contract/byte-routes.ts';
import { FailureSchema } from '../../main/domain/failure.ts';
import { text } from '../text/english.ts';
import type { Access } from './access.ts';

export interface UploadProgress {
  readonly done: number;
  readonly total: number;
}

export interface UploadOptions {
  readonly access: Access;
  readonly onProgress: (progress: UploadProgress) => void;
  readonly signal: AbortSignal;
}

/** Uploads the files. Throws an `AbortError` if stopped and an `UploadRefused` if a file was refused. */
export async function uploadFiles(
  upload: string,
  files: readonly File[],
  { access, onProgress, signal }: UploadOptions,
): Promise<void> {
  for (const [index, file] of files.entries()) {
    onProgress({ done: index, total: files.length });
    const response = await access.fetch(uploadRoute(upload, nameOf(file)), { method: 'PUT', body: file, signal });
    if (!response.ok) throw new UploadRefused(await refusalOf(response, file.name));
  }
  onProgress({ done: files.length, total: files.length });
}

/** Its message says which file was refused, why, and what to do. */
export class UploadRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UploadRefused';
  }
}

async function refusalOf(response: Response, file: string): Promise<string> {
  const refusal = FailureSchema.safeParse(await response.json().catch(() => null));
  return refusal.success ? text.failure.uploadRefused(file, refusal.data.message) : text.failure.upload(file);
}

/** Returns the file's name. If a whole folder was chosen, its folders are included, so points stay beside their image. */
export function nameOf(file: File): string {
  return file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
}
