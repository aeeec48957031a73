// The text of starting and serving: why a request is refused, why serving fails, and what opens instead of a window.

export const serverText = {
  access: {
    unknownHost: 'This server does not answer under this name. Add the name with --name.',
    signIn: 'Open the address that Osteograde printed when it started. It contains the access token.',
    foreignPage: 'Other pages may not use this server.',
  },
  edge: {
    malformed: 'This server does not understand the request.\n',
    failed: 'An unexpected error occurred in the program. The log has the details.\n',
  },
  page: {
    notBuilt: 'The interface is not built yet. Run: npm run build',
    notFound: 'Not found',
  },
  server: {
    needsEncryption: (host: string) =>
      `Other machines can reach ${host}, so serving there needs encryption. Add --tls-cert and --tls-key, or serve on 127.0.0.1 and use an SSH tunnel.`,
    certificateUnusable:
      'The TLS certificate or key cannot be used. Name a readable PEM certificate and the private key that belongs to it.',
    weakToken: 'The access token must have 16 to 512 visible characters without spaces. Omit it to use a fresh one.',
    noPort: 'The port must be a whole number from 1 to 65535. Omit --port to use any free one.',
    portTaken: (port: number) =>
      `Another program uses port ${port}. Choose another address with --host and --port, or omit --port.`,
    cannotListen: (host: string, port: number) =>
      `The server cannot listen on ${host}:${port}. Choose another address with --host and --port, or omit --port.`,
  },
  token: {
    empty: (name: string) => `${name} is set but empty. Set it to at least 16 characters, or unset it for a fresh token.`,
  },
  tls: {
    keyMissing: '--tls-cert needs the private key of the certificate. Add --tls-key.',
    certificateMissing: '--tls-key needs the certificate that belongs to it. Add --tls-cert.',
  },
  log: {
    unwritable: (path: string) => `The log cannot be written. Check the disk and the permissions of ${path}.\n`,
    unexpected: (path: string) =>
      `Osteograde ended because of an unexpected error. What was finished is kept. The log has the details: ${path}`,
  },
  environment: {
    memoryLimit: (megabytes: string) =>
      `OSTEOGRADE_TRAINING_MEMORY_MB is "${megabytes}", which is not a whole number of megabytes. Correct or unset it.`,
  },
  start: {
    servingInstead: (reason: string) => `${reason} Serving the same workstation to a browser instead.`,
    windowFailed: 'The desktop window could not open.',
    electronMissing: 'Electron is not installed.',
    notBuilt: 'The desktop application is not built. Run "npm run build" to build it.',
    noDisplay: 'There is no display.',
    root: 'The desktop window does not open for the user root.',
  },
} as const;
