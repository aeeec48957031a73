// The worker's certificate and key on its disk, made at the first start.

import { join } from 'node:path';
import { valueOrThrow } from '../../domain/failure.ts';
import { readSmallText } from '../../files/read-json.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { makeCertificate, type Certificate } from './self-signed-certificate.ts';

/** A certificate and its key have less than 10 kB. **(ours)** */
const LARGEST_BYTES = 1e6;

/** Throws a `FailureError` if the file is there but cannot be read. */
export async function ownCertificate(folder: string): Promise<Certificate> {
  const path = join(folder, 'certificate.pem');
  const read = await readSmallText(path, LARGEST_BYTES);
  const text = !read.ok && read.failure.code === 'file-not-found' ? '' : valueOrThrow(read);
  const at = text.indexOf('-----BEGIN PRIVATE KEY-----');
  if (at > 0) return { certificate: text.slice(0, at), key: text.slice(at) };
  const made = makeCertificate('osteograde-worker');
  await makeFolder(folder);
  // In one file, so that they cannot belong to different certificates.
  await writeWhole(path, `${made.certificate}${made.key}`);
  return made;
}
