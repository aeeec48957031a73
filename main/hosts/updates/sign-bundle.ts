// Completes a folder with packages to a bundle: describes, lists and signs it.

import { sign, type KeyObject } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DESCRIPTION, DescriptionSchema, LIST, sha256Of, SIGNATURE } from './bundle.ts';

/** Writes the three files of a bundle beside the packages in `folder`. `privateKey` is an Ed25519 key. */
export async function signBundle(folder: string, version: string, privateKey: KeyObject): Promise<void> {
  const description = DescriptionSchema.parse({ product: 'osteograde', version });
  await writeFile(join(folder, DESCRIPTION), `${JSON.stringify(description)}\n`);
  const names = (await readdir(folder)).filter((name) => name !== LIST && name !== SIGNATURE).toSorted();
  let list = '';
  for (const name of names) list += `${await sha256Of(join(folder, name))}  ${name}\n`;
  await writeFile(join(folder, LIST), list);
  await writeFile(join(folder, SIGNATURE), sign(null, Buffer.from(list), privateKey));
}
