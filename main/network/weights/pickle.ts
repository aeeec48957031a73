// Reads a pickle as data. It knows only the instructions that describe a PyTorch state dict, and only the few allowed names can be
// called. No call runs code from the file: each name stands for a way of describing tensors. Everything else is refused by name.
// Opcodes from https://github.com/python/cpython/blob/main/Lib/pickletools.py (protocols 2 to 4).

import { networkText } from '../text.ts';

/** A pickle that is broken or asks for more than data. The reader of the weights file catches it. */
export class PickleRefused extends Error {}

/** Returns the object behind a persistent id, such as a storage. The reader of the file supplies it. */
export type PersistentLoad = (id: unknown) => unknown;

/** The globals that a pickle may call, and what each call returns. */
export type AllowedCalls = Readonly<Record<string, (args: readonly unknown[]) => unknown>>;

/** Dictionaries become Maps, tuples and lists become arrays, integers become numbers. */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  allowed: AllowedCalls,
  persistent: PersistentLoad,
): { value: unknown; end: number } {
  return new PickleReader(bytes, start, allowed, persistent).read();
}

/** More values than any network has tensors. A pickle that creates more is malicious. */
const VALUE_LIMIT = 500_000;

/** Names are short. A text near the half gigabyte that a string can hold would crash the reader. */
const TEXT_LIMIT = 2 ** 24;

const MARK = Symbol('mark');

interface Global {
  readonly global: string;
}

/** The stack machine that reads one pickle. A class, because its position, stack and memory live as long as the reading. */
class PickleReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #allowed: AllowedCalls;
  readonly #persistent: PersistentLoad;
  readonly #stack: unknown[] = [];
  readonly #memory = new Map<number, unknown>();
  #place: number;

  constructor(bytes: Uint8Array, start: number, allowed: AllowedCalls, persistent: PersistentLoad) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#allowed = allowed;
    this.#persistent = persistent;
    this.#place = start;
  }

  read(): { value: unknown; end: number } {
    for (let count = 0; ; count++) {
      const kept = Math.max(this.#stack.length, this.#memory.size);
      if (count > 20 * VALUE_LIMIT || kept > VALUE_LIMIT) throw new PickleRefused(networkText.pickle.tooManyValues);
      const opcode = String.fromCharCode(this.#byte());
      if (opcode === '.') return { value: this.#pop(), end: this.#place };
      this.#step(opcode);
    }
  }

  #step(opcode: string): void {
    const stack = this.#stack;
    switch (opcode) {
      case '\x80': // PROTO
        if (this.#byte() > 5) throw new PickleRefused(networkText.pickle.protocolTooNew);
        return;
      case '\x95': // FRAME
        this.#take(8);
        return;
      case '(':
        stack.push(MARK);
        return;
      case 'N':
        stack.push(null);
        return;
      case '\x88': // NEWTRUE
      case '\x89': // NEWFALSE
        stack.push(opcode === '\x88');
        return;
      case 'K':
        stack.push(this.#byte());
        return;
      case 'M':
        stack.push(this.#view.getUint16(this.#advance(2), true));
        return;
      case 'J':
        stack.push(this.#view.getInt32(this.#advance(4), true));
        return;
      case 'G':
        stack.push(this.#view.getFloat64(this.#advance(8)));
        return;
      case '\x8a': // LONG1
        stack.push(whole(this.#take(this.#byte())));
        return;
      case 'X': // BINUNICODE
      case 'T': // BINSTRING
        stack.push(text(this.#take(this.#view.getUint32(this.#advance(4), true))));
        return;
      case '\x8c': // SHORT_BINUNICODE
      case 'U': // SHORT_BINSTRING
        stack.push(text(this.#take(this.#byte())));
        return;
      case 'c':
        stack.push(this.#global(`${this.#line()}.${this.#line()}`));
        return;
      case '\x93': {
        // STACK_GLOBAL
        const [module, name] = [this.#pop(), this.#pop()].toReversed();
        if (typeof module !== 'string' || typeof name !== 'string') {
          throw new PickleRefused(networkText.pickle.callNotText);
        }
        stack.push(this.#global(`${module}.${name}`));
        return;
      }
      case 'R':
        this.#call();
        return;
      case 'b': // BUILD sets attributes beside the entries, such as _metadata. None of our types has attributes.
        this.#pop();
        return;
      case 'Q':
        stack.push(this.#persistent(this.#pop()));
        return;
      default:
        this.#collect(opcode);
    }
  }

  #collect(opcode: string): void {
    const stack = this.#stack;
    switch (opcode) {
      case ')':
      case ']':
        stack.push([]);
        return;
      case '}':
        stack.push(new Map());
        return;
      case 't':
        stack.push(this.#sinceMark());
        return;
      case '\x85': // TUPLE1, 2, 3
      case '\x86':
      case '\x87':
        stack.push(this.#popped(opcode.charCodeAt(0) - 0x84));
        return;
      case 'a':
        this.#append([this.#pop()]);
        return;
      case 'e':
        this.#append(this.#sinceMark());
        return;
      case 's':
        this.#set(this.#popped(2));
        return;
      case 'u':
        this.#set(this.#sinceMark());
        return;
      case '0':
        this.#pop();
        return;
      case 'q':
        this.#memory.set(this.#byte(), this.#top());
        return;
      case 'r':
        this.#memory.set(this.#view.getUint32(this.#advance(4), true), this.#top());
        return;
      case '\x94': // MEMOIZE
        this.#memory.set(this.#memory.size, this.#top());
        return;
      case 'h':
        stack.push(this.#remembered(this.#byte()));
        return;
      case 'j':
        stack.push(this.#remembered(this.#view.getUint32(this.#advance(4), true)));
        return;
      default: {
        const code = opcode.charCodeAt(0).toString(16).padStart(2, '0');
        throw new PickleRefused(networkText.pickle.unknownInstruction(code));
      }
    }
  }

  #global(name: string): Global {
    if (!Object.hasOwn(this.#allowed, name)) throw new PickleRefused(networkText.pickle.forbiddenCall(name));
    return { global: name };
  }

  #call(): void {
    const [callee, args] = this.#popped(2);
    if (!isGlobal(callee) || !Array.isArray(args)) throw new PickleRefused(networkText.pickle.namelessCall);
    this.#stack.push(this.#allowed[callee.global](args));
  }

  #append(values: readonly unknown[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) throw new PickleRefused(networkText.pickle.notAList);
    for (const value of values) list.push(value);
  }

  #set(pairs: readonly unknown[]): void {
    const map = this.#top();
    if (!(map instanceof Map) || pairs.length % 2 !== 0) throw new PickleRefused(networkText.pickle.notADictionary);
    if (map.size + pairs.length / 2 > VALUE_LIMIT) throw new PickleRefused(networkText.pickle.tooManyValues);
    for (let index = 0; index < pairs.length; index += 2) map.set(pairs[index], pairs[index + 1]);
  }

  #sinceMark(): unknown[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark === -1) throw new PickleRefused(networkText.pickle.groupNotStarted);
    const values = this.#stack.splice(mark + 1);
    this.#stack.pop();
    return values;
  }

  #popped(count: number): unknown[] {
    if (this.#stack.length < count) throw new PickleRefused(networkText.pickle.valuesMissing);
    return this.#stack.splice(this.#stack.length - count);
  }

  #pop(): unknown {
    return this.#popped(1)[0];
  }

  #top(): unknown {
    if (this.#stack.length === 0) throw new PickleRefused(networkText.pickle.valuesMissing);
    return this.#stack[this.#stack.length - 1];
  }

  #remembered(key: number): unknown {
    if (!this.#memory.has(key)) throw new PickleRefused(networkText.pickle.valueNotStored);
    return this.#memory.get(key);
  }

  #line(): string {
    const end = this.#bytes.indexOf(10, this.#place);
    if (end === -1) throw new PickleRefused(networkText.pickle.endsInName);
    return text(this.#take(end + 1 - this.#place).subarray(0, -1));
  }

  #byte(): number {
    return this.#bytes[this.#advance(1)];
  }

  #take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Moves past the next bytes and returns their start. Checks that they exist. */
  #advance(length: number): number {
    const start = this.#place;
    if (start + length > this.#bytes.length) throw new PickleRefused(networkText.pickle.endsInValue);
    this.#place += length;
    return start;
  }
}

function isGlobal(value: unknown): value is Global {
  return typeof value === 'object' && value !== null && 'global' in value;
}

function text(bytes: Uint8Array): string {
  if (bytes.length > TEXT_LIMIT) throw new PickleRefused(networkText.pickle.textTooLong);
  return new TextDecoder().decode(bytes);
}

/** A little-endian two's complement integer. Large integers are rounded, because only sizes matter here. */
function whole(bytes: Uint8Array): number {
  if (bytes.length > 16) throw new PickleRefused(networkText.pickle.integerTooLong);
  let value = 0n;
  bytes.forEach((byte, index) => (value |= BigInt(byte) << BigInt(8 * index)));
  return Number(BigInt.asIntN(8 * bytes.length, value));
}
