// The text of offline updates: making a bundle, and why a bundle must not be installed.

export const updatesText = {
  notBundle: (list: string, signature: string) =>
    `This folder is not an update: it needs ${list} and ${signature}. Name the folder that holds them.`,
  wrongSignature:
    'The signature does not belong to this list of files. The update was altered, or comes from someone else. Do not install it.',
  malformed: 'The list of files in this update is malformed. Do not install it. Get the update again from where it was made.',
  missingFile: (name: string) => `${name} is missing from this update. Copy the whole folder again.`,
  alteredFile: (name: string) => `${name} differs from the signed list. Do not install it. Copy the whole folder again.`,
  extraFile: (name: string) =>
    `${name} is in the folder but not in the signed list. Do not install it. Remove it and verify again.`,
  noKey:
    'This copy of Osteograde has no key to verify updates with. ' +
    'Run "osteograde verify-update --key FILE" with the public key of those who make your updates.',
  keyUnusable: (name: string) =>
    `${name} is not an Ed25519 public key in PEM. Name the key that came with your first installation.`,
  verified: (version: string, installed: string) =>
    `This is Osteograde ${version}, unaltered and signed by the expected key. Osteograde ${installed} is installed.`,
  file: (name: string) => `  ${name}`,
  older: (version: string, installed: string) =>
    `This update holds Osteograde ${version}, which is older than the installed ${installed} and may lack its fixes. ` +
    'If you want to return to it, run "osteograde verify-update --allow-older" on it.',
  make: {
    usage: 'Usage: npm run package:bundle -- KEY [PACKAGES] [OUT]. KEY is the private key that "npm run package:key" made.',
    keyUsage: 'Usage: npm run package:key -- FILE. FILE will hold the private key and must be outside the repository.',
    keyInside: 'The private key must not be in the repository, where it could be published. Choose a file elsewhere.',
    keyExists: (name: string) =>
      `${name} exists. A new key would make every update that was signed with it worthless. Remove it first.`,
    keyMade: (file: string, publicFile: string) =>
      `The private key is in ${file}. Keep it offline and back it up. Commit ${publicFile}, which every later package will hold.`,
    noPackages: (folder: string, version: string) =>
      `${folder} has no package of version ${version}. Run "npm run package" first.`,
    outExists: (folder: string) => `${folder} exists. Remove it, or name another folder.`,
    otherKey: 'This private key does not belong to resources/updates/public-key.pem, so nobody could verify the update.',
    made: (folder: string, files: number) => `${files} packages, listed and signed, are in ${folder}.`,
  },
} as const;
