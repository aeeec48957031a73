// Every hardening setting of the shell as a check on a started stand-in, with a violation that the check must catch.

import type { EventEmitter } from 'node:events';
import type { StandIn, StandInContents } from './stand-in-electron.ts';

export interface Setting {
  readonly name: string;
  /** True if the setting is applied. */
  readonly holds: (started: StandIn) => boolean;
  /** Undoes the setting, as a careless change would. */
  readonly violate: (started: StandIn) => void;
}

/** Returns the names of the settings that do not hold. */
export function hardeningFaults(started: StandIn): string[] {
  return HARDENING.filter(({ holds }) => !holds(started)).map(({ name }) => name);
}

const preferences = (started: StandIn): Record<string, unknown> =>
  // A plain record, so that a test can ask for and plant any key.
  started.windows[0].options.webPreferences as Record<string, unknown>;

const preference = (key: string, value: unknown): Setting => ({
  name: `webPreferences.${key} is ${String(value)}`,
  holds: (started) => preferences(started)[key] === value,
  violate: (started) => void (preferences(started)[key] = !(value as boolean)), // every setting listed below is a boolean
});

/** An event of the page that must be prevented if it leads to `address`. */
const prevented = (event: string, address: string): Setting => ({
  name: `${event} to ${address} is prevented`,
  holds: (started) => isPrevented(started.windows[0].webContents, event, address),
  violate: (started) => void started.windows[0].webContents.removeAllListeners(event),
});

/** A question of Chromium that must be prevented and answered at once, because a question without an answer hangs. */
const answered = (
  event: string,
  source: (started: StandIn) => EventEmitter,
  details: readonly unknown[],
  refusal: readonly unknown[],
): Setting => ({
  name: `${event} is answered with a refusal, once`,
  holds: (started) => {
    const answers: unknown[][] = [];
    let stopped = false;
    const question = { preventDefault: () => (stopped = true) };
    source(started).emit(event, question, ...details, (...answer: unknown[]) => void answers.push(answer));
    return stopped && JSON.stringify(answers) === JSON.stringify([refusal]);
  },
  violate: (started) => void source(started).removeAllListeners(event),
});

const refusedDownload = (address: string): Setting => ({
  name: `a download of ${address} is refused`,
  holds: ({ sessionEvents }) => isRefused(sessionEvents, address),
  violate: ({ sessionEvents }) => void sessionEvents.removeAllListeners('will-download'),
});

const FOREIGN = [
  'https://example.org/',
  'file:///etc/passwd',
  'osteograde://other/',
  'osteograde://app@evil/',
  'javascript:alert(1)',
  'data:text/html,x',
];

const NETWORK = [
  'https://example.org/x',
  'http://127.0.0.1:80/',
  'ws://example.org/',
  'ftp://example.org/',
  'file:///etc/passwd',
];

const answers = {
  permissionRequest: (answer: Answering) => answer.callBack('permissionRequest', [null, 'media']) === false,
  permissionCheck: (answer: Answering) => answer.returned('permissionCheck') === false,
  devicePermission: (answer: Answering) => answer.returned('devicePermission') === false,
  displayMedia: (answer: Answering) => answer.callBack('displayMedia', [{}]) === null,
  certificateVerify: (answer: Answering) => answer.callBack('certificateVerify', [{}]) === -2,
  bluetoothPairing: (answer: Answering) => JSON.stringify(answer.callBack('bluetoothPairing', [{}])) === '{"confirmed":false}',
} as const;

const denied = (name: keyof typeof answers): Setting => ({
  name: `session: ${name} is denied`,
  holds: (started) => answers[name](answering(started)),
  violate: (started) => void delete started.session[name],
});

const refusedAddress = (address: string): Setting => ({
  name: `session: a request to ${address} is cancelled`,
  holds: (started) => JSON.stringify(answering(started).callBack('beforeRequest', [{ url: address }])) === '{"cancel":true}',
  violate: (started) =>
    void (started.session['beforeRequest'] = (_: unknown, answer: (value: unknown) => void) => answer({ cancel: false })),
});

export const HARDENING: readonly Setting[] = [
  preference('sandbox', true),
  preference('contextIsolation', true),
  preference('nodeIntegration', false),
  preference('nodeIntegrationInWorker', false),
  preference('nodeIntegrationInSubFrames', false),
  preference('webviewTag', false),
  preference('webSecurity', true),
  preference('allowRunningInsecureContent', false),
  preference('experimentalFeatures', false),
  preference('plugins', false),
  preference('navigateOnDragDrop', false),
  preference('spellcheck', false),
  preference('devTools', false),
  ...['will-navigate', 'will-frame-navigate', 'will-redirect'].flatMap((event) =>
    FOREIGN.map((address) => prevented(event, address)),
  ),
  prevented('will-attach-webview', ''),
  {
    name: 'new windows are denied',
    holds: (started) => started.windows[0].webContents.openHandler?.({ url: 'osteograde://app/' }).action === 'deny',
    violate: (started) => void (started.windows[0].webContents.openHandler = () => ({ action: 'allow' })),
  },
  denied('permissionRequest'),
  denied('permissionCheck'),
  denied('devicePermission'),
  denied('displayMedia'),
  denied('bluetoothPairing'),
  denied('certificateVerify'),
  answered('login', ({ app }) => app, [null, {}, {}], []),
  answered('certificate-error', ({ app }) => app, [null, 'https://example.org/', 'net::ERR', {}], [false]),
  answered('select-client-certificate', ({ app }) => app, [null, 'https://example.org/', [{}]], []),
  answered('select-bluetooth-device', ({ windows }) => windows[0].webContents, [[{}]], ['']),
  answered('select-hid-device', ({ sessionEvents }) => sessionEvents, [{}], [null]),
  answered('select-serial-port', ({ sessionEvents }) => sessionEvents, [[{}], null], ['']),
  answered('select-usb-device', ({ sessionEvents }) => sessionEvents, [{}], []),
  answered('select-webauthn-account', ({ sessionEvents }) => sessionEvents, [{}], [null]),
  answered('file-system-access-restricted', ({ sessionEvents }) => sessionEvents, [{}], ['deny']),
  ...['https://example.org/virus.exe', 'data:text/plain,x', 'blob:https://example.org/1'].map(refusedDownload),
  {
    name: 'WebRTC sends nothing past the filter of requests',
    holds: ({ windows }) => windows[0].webContents.webRtcPolicy === 'disable_non_proxied_udp',
    violate: ({ windows }) => void (windows[0].webContents.webRtcPolicy = 'default'),
  },
  {
    name: 'session: the spell checker is off',
    holds: (started) => started.session['spellChecker'] === false,
    violate: (started) => void (started.session['spellChecker'] = true),
  },
  ...NETWORK.map(refusedAddress),
  {
    name: 'the sandbox is on for every process, before Electron is ready',
    holds: ({ log }) => log.includes('sandbox') && log.indexOf('sandbox') < log.indexOf('ready'),
    violate: ({ log }) => void log.splice(log.indexOf('sandbox'), 1),
  },
  {
    name: 'the scheme is registered before Electron is ready, obeys the content policy and is closed to other origins',
    holds: ({ log, schemes }) =>
      log.indexOf('scheme') >= 0 &&
      log.indexOf('scheme') < log.indexOf('ready') &&
      schemes.every(({ privileges }) => privileges?.bypassCSP === false && privileges.corsEnabled === false),
    violate: ({ schemes }) => void schemes.push({ scheme: 'other', privileges: { bypassCSP: false, corsEnabled: true } }),
  },
  {
    name: 'only our own scheme is privileged and handled',
    holds: ({ schemes, handlers }) =>
      schemes.every(({ scheme }) => scheme === 'osteograde') && [...handlers.keys()].every((scheme) => scheme === 'osteograde'),
    violate: ({ handlers }) => void handlers.set('file', async () => new Response()),
  },
  {
    name: 'the window shows our own page',
    holds: ({ windows }) => windows[0].loaded.every((address) => address === 'osteograde://app/'),
    violate: ({ windows }) => void windows[0].loaded.push('https://example.org/'),
  },
  {
    name: 'Chromium sends no requests of its own',
    holds: ({ log }) =>
      ['disable-background-networking', 'disable-component-update', 'host-resolver-rules=MAP * ~NOTFOUND'].every((name) =>
        log.includes(`switch ${name}`),
      ),
    violate: ({ log }) => void log.splice(log.indexOf('switch disable-component-update'), 1),
  },
];

/** True if the session refuses to download from the address. */
export function isRefused(sessionEvents: EventEmitter, address: string): boolean {
  let stopped = false;
  sessionEvents.emit('will-download', { preventDefault: () => (stopped = true) }, { getURL: () => address });
  return stopped;
}

function isPrevented(contents: StandInContents, event: string, address: string): boolean {
  let stopped = false;
  const details = { url: address, preventDefault: () => (stopped = true) };
  contents.emit(event, details);
  return stopped;
}

interface Answering {
  /** Returns what a handler passes to its callback, which is the last argument. */
  readonly callBack: (name: string, args: readonly unknown[]) => unknown;
  readonly returned: (name: string) => unknown;
}

function answering(started: StandIn): Answering {
  const handler = (name: string): ((...args: unknown[]) => unknown) | undefined => {
    const kept = started.session[name];
    return typeof kept === 'function' ? (...args) => kept(...args) as unknown : undefined; // its answer is only compared
  };
  return {
    callBack: (name, args) => {
      let answer: unknown = 'nothing';
      handler(name)?.(...args, (value: unknown) => (answer = value));
      return answer;
    },
    returned: (name) => handler(name)?.(),
  };
}
