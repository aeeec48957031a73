// Sets every fuse of the packaged program, before it is signed. electron-builder sets the fuses of `electronFuses`, but its version of
// @electron/fuses lacks the one for WebAssembly. Packaging fails if a new Electron has a fuse that is not set here.

import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses, type FuseV1Config } from '@electron/fuses';
import type { Configuration } from 'electron-builder';

/** The names that electron-builder knows. */
type NamedFuses = Required<Omit<NonNullable<Configuration['electronFuses']>, 'resetAdHocDarwinSignature'>>;

/** The part of electron-builder's context that is used here. */
export interface PackedProgram {
  readonly appOutDir: string;
  readonly electronPlatformName: string;
  readonly packager: {
    readonly executableName: string;
    readonly appInfo: { readonly productFilename: string };
    readonly config: { readonly electronFuses: NamedFuses };
  };
}

/** Called by electron-builder after packing. */
export async function afterPack(program: PackedProgram): Promise<void> {
  const named = program.packager.config.electronFuses;
  const fuses: FuseV1Config = {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    [FuseV1Options.RunAsNode]: named.runAsNode,
    [FuseV1Options.EnableCookieEncryption]: named.enableCookieEncryption,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: named.enableNodeOptionsEnvironmentVariable,
    [FuseV1Options.EnableNodeCliInspectArguments]: named.enableNodeCliInspectArguments,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: named.enableEmbeddedAsarIntegrityValidation,
    [FuseV1Options.OnlyLoadAppFromAsar]: named.onlyLoadAppFromAsar,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: named.loadBrowserProcessSpecificV8Snapshot,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: named.grantFileProtocolExtraPrivileges,
    // Without trap handlers, WebAssembly checks every access to memory in code, which slows down the WebAssembly engine.
    [FuseV1Options.WasmTrapHandlers]: true,
  };
  await flipFuses(join(program.appOutDir, fileOf(program)), fuses);
}

function fileOf({ electronPlatformName, packager }: PackedProgram): string {
  if (electronPlatformName === 'linux') return packager.executableName;
  return `${packager.appInfo.productFilename}${electronPlatformName === 'darwin' ? '.app' : '.exe'}`;
}
