// The text of starting and serving: why a request is refused, why serving fails, and what opens instead of a window.

export const serverText = {
  access: {
    unknownHost: 'This server does not answer under this name. Add the name with --name.',
    signIn: 'Open the address that Osteograde printed when it started. It contains the access token.',
    foreignPage: 'Other pages may not use this server.',
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
    portTaken: (port: number) =>
      `Another program uses port ${port}. Choose another address with --host and --port, or omit --port.`,
    cannotListen: (host: string, port: number) =>
      `The server cannot listen on ${host}:${port}. Choose another address with --host and --port, or omit --port.`,
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
