// Sends files chosen in a browser to the workstation one by one. The import then refers to them by the name of the upload.

import { uploadRoute } from '../../main/contract/byte-routes.ts';

export interface UploadProgress {
  readonly done: number;
  readonly total: number;
}

/** Uploads the files. Throws an `AbortError` if stopped and an `UploadRefused` naming a file that was refused. */
export async function uploadFiles(
  upload: string,
  files: readonly File[],
  { onProgress, signal }: { onProgress: (progress: UploadProgress) => void; signal: AbortSignal },
): Promise<void> {
  for (const [index, file] of files.entries()) {
    onProgress({ done: index, total: files.length });
    const response = await fetch(uploadRoute(upload, nameOf(file)), { method: 'PUT', body: file, signal });
    if (!response.ok) throw new UploadRefused(file.name, response.status);
  }
  onProgress({ done: files.length, total: files.length });
}

export class UploadRefused extends Error {
  readonly file: string;
  constructor(file: string, status: number) {
    super(`${file}: status ${status}`);
    this.name = 'UploadRefused';
    this.file = file;
  }
}

/** Returns the file's name. If a whole folder was chosen, its folders are included, so points stay beside their image. */
export function nameOf(file: File): string {
  return file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
}
