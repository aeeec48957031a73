import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The fuses of the packaged program. Neither the environment nor the command line can undo them. */
const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  grantFileProtocolExtraPrivileges: false,
};

const packaging = readFileSync(new URL('../../../electron-builder.yml', import.meta.url), 'utf8');

/** Reads the `name: true|false` lines below `electronFuses`. */
function fusesOf(text: string): Record<string, boolean> {
  const block = /^electronFuses:\n((?: {2}\w+: (?:true|false)\n)+)/m.exec(text)?.[1] ?? '';
  return Object.fromEntries([...block.matchAll(/(\w+): (true|false)/g)].map(([, name, value]) => [name, value === 'true']));
}

describe('the packaged program', () => {
  it('has every fuse set', () => {
    expect(fusesOf(packaging)).toEqual(FUSES);
  });

  it.each(Object.entries(FUSES))('fails the check when the fuse %s is not %s', (name, value) => {
    expect(fusesOf(packaging.replace(`${name}: ${value}`, `${name}: ${!value}`))).not.toEqual(FUSES);
    expect(fusesOf(packaging.replace(`  ${name}: ${value}\n`, ''))).not.toEqual(FUSES);
  });

  it('is published nowhere', () => {
    expect(packaging).toMatch(/^publish: null$/m);
  });
});
