// The worker's certificate and key on its disk, made at the first start.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../files/file-failure.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { makeCertificate, type Certificate } from './self-signed-certificate.ts';

export async function ownCertificate(folder: string): Promise<Certificate> {
  const path = join(folder, 'certificate.pem');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    return '';
  });
  const at = text.indexOf('-----BEGIN PRIVATE KEY-----');
  if (at > 0) return { certificate: text.slice(0, at), key: text.slice(at) };
  const made = makeCertificate('osteograde-worker');
  await makeFolder(folder);
  // In one file, so that they cannot belong to different certificates.
  await writeWhole(path, `${made.certificate}${made.key}`);
  return made;
}
