// The workers that this machine is paired with. The file is this user's own, because it holds their tokens.

import { join } from 'node:path';
import { readJson } from '../../files/read-json.ts';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { PairingSchema, parsePairing } from '../pairing.ts';
import { remoteText } from '../text.ts';

const PairedSchema = PairingSchema.extend({ name: z.string().min(1).max(60), pairedAt: z.string() });
export type PairedWorkstation = z.infer<typeof PairedSchema>;

export interface Workstations {
  readonly list: () => Promise<readonly PairedWorkstation[]>;
  /** Fails with `file-not-found` if there is none of this name. */
  readonly find: (name: string) => Promise<Result<PairedWorkstation>>;
  /** Pairs with the worker of the line, under a name of the user's. Contacts nobody. */
  readonly add: (name: string, line: string, now: Date) => Promise<Result<PairedWorkstation>>;
  readonly remove: (name: string) => Promise<Result<null>>;
}

export function openWorkstations(home: string): Workstations {
  const path = join(home, 'workstations.json');
  const list = async (): Promise<readonly PairedWorkstation[]> => {
    return z.array(PairedSchema).safeParse(await readJson(path)).data ?? []; // without the file: never paired
  };
  const write = async (paired: readonly PairedWorkstation[]): Promise<void> => {
    await makeFolder(home);
    await writeWhole(path, `${JSON.stringify(paired, null, 2)}\n`);
  };
  return {
    list,
    find: async (name) => {
      const found = (await list()).find((paired) => paired.name === name);
      return found === undefined ? failed('file-not-found', remoteText.pairing.unknown(name)) : success(found);
    },
    add: async (named, line, now) => {
      const name = named.trim();
      if (name === '' || name.length > 60) return failed('bad-request', remoteText.pairing.nameNeeded);
      const parsed = parsePairing(line);
      if (!parsed.ok) return parsed;
      const paired = await list();
      if (paired.some((other) => other.name === name)) return failed('not-allowed', remoteText.pairing.taken(name));
      const added = { ...parsed.value, name, pairedAt: now.toISOString() };
      await write([...paired, added]);
      return success(added);
    },
    remove: async (name) => {
      const paired = await list();
      const others = paired.filter((other) => other.name !== name);
      if (others.length === paired.length) return failed('file-not-found', remoteText.pairing.unknown(name));
      await write(others);
      return success(null);
    },
  };
}
