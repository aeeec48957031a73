// The parts of dcmjs that we use. The package ships no types.

declare module 'dcmjs' {
  export interface Element {
    readonly vr: string;
    readonly Value: readonly unknown[];
  }
  export interface Dictionary {
    readonly [tag: string]: Element;
  }
  interface DicomFile {
    readonly meta: Dictionary;
    dict: Dictionary;
    write(): ArrayBuffer;
  }
  export const data: {
    readonly DicomDict: new (meta: Dictionary) => DicomFile;
    readonly DicomMessage: {
      readFile(bytes: ArrayBuffer, options: { readonly ignoreErrors: boolean }): DicomFile;
    };
    readonly DicomMetaDictionary: {
      readonly nameMap: Readonly<
        Record<string, { readonly tag: string; readonly name: string; readonly vr: string; readonly vm: string }>
      >;
      denaturalizeDataset(dataset: Readonly<Record<string, unknown>>): Dictionary;
      naturalizeDataset(dictionary: Dictionary): Readonly<Record<string, unknown>>;
    };
  };
  interface Logger {
    setLevel(level: 'silent' | 'error', persist: boolean): void;
  }
  export const log: Logger & { getLogger(name: string): Logger };
}
